"""The only place where objects are made and joined: for commands, and for the program in the tray."""
