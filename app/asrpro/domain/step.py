"""What an Engine yields: every Step is a point where something more urgent may pass."""

from __future__ import annotations

from dataclasses import dataclass

from asrpro.domain.segment import Segment


@dataclass(frozen=True, slots=True)
class Progress:
    """How far into the source the work has come."""

    seconds: float
    """Seconds from the beginning of the source; never goes back."""


@dataclass(frozen=True, slots=True)
class Partial:
    """What is heard so far of an unfinished Segment; the next Partial or Segment replaces it."""

    text: str


@dataclass(frozen=True, slots=True)
class Detected:
    """The language the Engine hears."""

    language: str
    """ISO 639-1 code, as in "en"."""
    probability: float
    """0.0 to 1.0."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A Segment that a gate held back, so that people can see it and take it anyway."""

    segment: Segment
    reason: str
    """One sentence for people."""


Step = Progress | Partial | Detected | Dropped | Segment
