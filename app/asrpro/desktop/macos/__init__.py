"""Hotkeys, the keyboard and the focus on macOS."""
