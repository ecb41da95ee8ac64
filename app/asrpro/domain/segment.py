"""Text with the time it was spoken and how sure the Engine is of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, without surrounding spaces."""

    text: str
    start: float
    """Seconds from the beginning of the source."""
    end: float
    """Seconds from the beginning of the source; never before start."""
    confidence: float | None = None
    """0.0 (a guess) to 1.0 (certain); None where the Engine does not say."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A phrase or sentence, without surrounding spaces."""

    text: str
    start: float
    """Seconds from the beginning of the source."""
    end: float
    """Seconds from the beginning of the source; never before start."""
    confidence: float | None = None
    """0.0 (a guess) to 1.0 (certain); None where the Engine does not say."""
    words: tuple[Word, ...] = ()
    """In spoken order; empty unless word times were asked for."""
