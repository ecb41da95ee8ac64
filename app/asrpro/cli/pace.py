"""How fast a file is worked through."""

from __future__ import annotations

ENOUGH = 1.0
"""Seconds of work after which a speed can be told."""
FAR = 0.5
"""Seconds of sound that must be done for it: less is how an engine rounds."""


class Pace:
    """Counts from the first sound that is done: the time before it, in which the Model is loaded, tells nothing."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None

    def speed(self, now: float, seconds: float) -> float:
        """Seconds of sound done in a second of work, of which `seconds` are done `now`; 0 while it is not known."""
        if self._first is None and seconds:
            self._first = now, seconds
        if self._first is None:
            return 0.0
        passed, done = now - self._first[0], seconds - self._first[1]
        return done / passed if passed >= ENOUGH and done >= FAR else 0.0
