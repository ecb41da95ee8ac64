"""Hotkeys, the keyboard and the focus on X11."""
