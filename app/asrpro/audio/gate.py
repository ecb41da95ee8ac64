"""What counts as speech, and where an Utterance ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """The settings of the search for speech."""

    threshold: float = 0.5
    """Probability at which speech begins; it ends 0.15 below that."""
    silence: float = 0.5
    """Seconds without speech that end an Utterance."""
    longest: float = 28.0
    """Seconds after which an Utterance is cut in two, at its quietest place."""
    shortest: float = 0.1
    """Seconds of speech below which it was only a click."""
    margin: float = 0.2
    """Seconds kept before and after: networks notice speech late."""
