"""How each form of a Model is told from the others, and whether it is whole; nothing of it is loaded."""
