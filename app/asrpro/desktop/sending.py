"""Keys that this program presses itself, so that its hotkeys do not take them for the user's."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Final

EXPIRES: Final = 1.0
"""Seconds after which a key that was announced is not waited for any longer."""


class Sending:
    """What the Keyboard is about to press and release; the Hotkeys ask it about each key. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._announced: deque[tuple[float, int, bool]] = deque()
        self.grabbed: frozenset[int] = frozenset()
        """Keys that the Hotkeys have grabbed: on X11 nothing reaches a window while one of them is down."""

    def announce(self, code: int, *, down: bool) -> None:
        """This key is about to go down or up; `code` is the system's own number of it."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            self._announced.append((now + EXPIRES, code, down))

    def take(self, code: int, *, down: bool) -> bool:
        """Whether a key that went down or up was announced; one announcement is good for one key."""
        with self._lock:
            self._forget(time.monotonic())
            for entry in self._announced:
                if entry[1:] == (code, down):
                    self._announced.remove(entry)
                    return True
        return False

    def _forget(self, now: float) -> None:
        while self._announced and self._announced[0][0] < now:
            self._announced.popleft()
