"""What the submenus offer: microphones, Models, languages, and the last transcripts."""
