"""Engines in child processes, and the Lanes that serve them."""
