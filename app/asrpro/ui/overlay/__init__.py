"""The overlay: what people see while they speak, over the window they speak into."""
