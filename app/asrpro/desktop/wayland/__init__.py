"""What a program without a window may do under Wayland."""
