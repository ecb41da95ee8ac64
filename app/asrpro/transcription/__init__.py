"""From a source to its Transcript, and from a Transcript to a file."""
