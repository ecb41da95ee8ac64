"""The window of Models, and what is done there and in the menu: downloads, updates, deleting, adding."""
