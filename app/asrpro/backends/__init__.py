"""One file for each way of turning a Model into an Engine."""
