"""Which Models there are, and which of them are on this machine."""
