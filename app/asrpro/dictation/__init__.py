"""Dictation: a Session from key press to delivered text."""
