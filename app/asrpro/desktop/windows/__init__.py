"""Hotkeys, the keyboard and the focus on Windows."""
