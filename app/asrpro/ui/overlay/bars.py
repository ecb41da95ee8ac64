"""The level as a row of bars, the newest at the right."""

from __future__ import annotations

from collections import deque
from typing import Final

COUNT: Final = 18
LOWEST: Final = 3
HIGHEST: Final = 22
"""Pixels."""
_QUIET: Final = -52.0
_LOUD: Final = -6.0
"""dBFS of the lowest and of the highest bar."""
_FLAT: Final = 0.1
"""Decibels within which a level is one that does not change; not even that of an even noise stays within them."""
_SECOND: Final = 1.0


class Bars:
    """Remembers the last levels, and whether there was any sound in them."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self._levels: deque[float] = deque([_QUIET] * COUNT, COUNT)
        self._since: float | None = None
        self._around = 0.0

    def hear(self, level: float, now: float) -> None:
        """Take a level, in dBFS, at a time in seconds."""
        self._levels.append(level)
        if self._since is None or abs(level - self._around) > _FLAT:
            self._since, self._around = now, level

    def flat(self, now: float) -> bool:
        """Whether it has been the same level for a second, which not even silence is."""
        return self._since is not None and now - self._since >= _SECOND

    @property
    def heights(self) -> list[int]:
        """Pixels of each bar, from the left."""
        return [_height(level) for level in self._levels]


def _height(level: float) -> int:
    share = (level - _QUIET) / (_LOUD - _QUIET)
    return LOWEST + round(min(1.0, max(0.0, share)) * (HIGHEST - LOWEST))
