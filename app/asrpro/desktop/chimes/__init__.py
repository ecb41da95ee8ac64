"""Short sounds that say what a dictation does, played in the way of each system beside all that is recorded."""
