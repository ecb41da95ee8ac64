"""Calls somebody when something takes too long."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Alarm:
    """Rings once, on a thread of its own, unless it is switched off in time; from any thread."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self._seconds = seconds
        self._ring = ring
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def on(self) -> None:
        """Ring after the given time from now, whatever was before."""
        timer = threading.Timer(self._seconds, self._ring)
        timer.daemon = True
        self._set(timer)
        timer.start()

    def off(self) -> None:
        """Do not ring."""
        self._set(None)

    def _set(self, timer: threading.Timer | None) -> None:
        with self._lock:
            before, self._timer = self._timer, timer
        if before:
            before.cancel()
