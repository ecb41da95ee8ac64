"""Past dictations and file Transcripts, searchable."""
