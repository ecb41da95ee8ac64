"""Putting text into the focused window, and knowing whether it arrived."""
