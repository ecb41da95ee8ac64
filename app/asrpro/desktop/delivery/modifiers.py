"""Waiting until the user has let go of modifier keys: with one held, a chord would mean something else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Keyboard

EACH = 10
"""Milliseconds from one look at the keyboard to the next."""
LONGEST = 3.0
"""Seconds after which a held key is said to be held."""


class ModifiersUp(QObject):
    """Looks at the keyboard until no modifier is held."""

    def __init__(self, keyboard: Keyboard, parent: QObject) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self._end = 0.0
        self._then: Callable[[bool], None] | None = None
        self._timer = QTimer(self, interval=EACH, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    def wait(self, then: Callable[[bool], None]) -> None:
        """Call `then` with True as soon as all are up, which may be now; with False when they stay down."""
        self._then = then
        self._end = time.monotonic() + LONGEST
        self._timer.start()
        self._look()

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()

    def _look(self) -> None:
        held = bool(self._keyboard.held())
        if held and time.monotonic() < self._end:
            return
        self._timer.stop()
        if self._then:
            self._then(not held)
