"""The operating system as dictation needs it: hotkeys, the focus, the keyboard, and delivery."""
