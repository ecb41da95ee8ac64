"""The clipboards of X11, kept by a child process: what was on them, and the text that is being delivered."""
