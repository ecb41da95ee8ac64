"""The X server's clock beside ours."""

from __future__ import annotations

_WRAPS = 1 << 32


class ServerClock:
    """Turns the milliseconds of X's events into seconds of `time.monotonic()`, however late they are read."""

    def __init__(self) -> None:
        self._ahead: float | None = None
        self._last = 0

    def at(self, milliseconds: int, now: float) -> float:
        """When an event was that is read now; never after now."""
        if milliseconds < self._last - _WRAPS // 2:
            self._ahead = None  # after 50 days it starts from zero again
        self._last = milliseconds
        # The event that was read soonest says best how far apart the clocks are.
        ahead = now - milliseconds / 1000
        self._ahead = ahead if self._ahead is None else min(ahead, self._ahead)
        return min(now, milliseconds / 1000 + self._ahead)
