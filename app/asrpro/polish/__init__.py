"""Functions from text to text: gates, replacements, casing."""
