"""The way of everything onto the GUI's thread: one signal, and timers there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable


class Poster(QObject):
    """Made on the GUI's thread; calls there what it is given."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(lambda work: work(), Qt.ConnectionType.QueuedConnection)

    def post(self, work: Callable[[], None]) -> None:
        """Call this soon, and in order; from any thread."""
        self._posted.emit(work)

    def call_at(self, when: float, work: Callable[[], None]) -> None:
        """Call this at a time of `time.monotonic()`; from the GUI's thread."""
        QTimer.singleShot(max(0, round((when - time.monotonic()) * 1000)), work)
