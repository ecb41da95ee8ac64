"""Sound from files, and where in it somebody speaks."""
