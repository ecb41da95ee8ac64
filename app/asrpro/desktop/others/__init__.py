"""What other programs play: less loud or paused while somebody speaks, and as it was afterwards, whatever happens."""
