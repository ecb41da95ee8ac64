"""Waiting until the user has let go of modifier keys: with one held, a chord would mean something else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from asrpro.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.delivery.hands import Hands
    from asrpro.desktop.ports import Modifier

EACH = 10
"""Milliseconds from one look at the keyboard to the next."""
LONGEST = 3.0
"""Seconds after which a held key is said to be held."""


class ModifiersUp(QObject):
    """Looks at the keyboard until no modifier is held."""

    def __init__(self, hands: Hands, parent: QObject) -> None:
        super().__init__(parent)
        self._hands = hands
        self._end = 0.0
        self._then: Callable[[bool], None] | None = None
        """Who waits; nobody once they were told, or stopped waiting."""
        self._timer = QTimer(self, singleShot=True, interval=EACH, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    def wait(self, then: Callable[[bool], None], seconds: float = LONGEST) -> None:
        """Call `then` with True as soon as all are up; with False when they stay down, or cannot be looked at."""
        self._then = then
        self._end = time.monotonic() + seconds
        self._look()

    def stop(self) -> None:
        """Wait no longer."""
        self._then = None
        self._timer.stop()

    def _look(self) -> None:
        self._hands.held(self._seen)

    def _seen(self, held: frozenset[Modifier] | AppError) -> None:
        if self._then is None:
            return
        if not held:
            self._tell(up=True)
        elif isinstance(held, AppError) or time.monotonic() >= self._end:
            self._tell(up=False)
        else:
            self._timer.start()

    def _tell(self, *, up: bool) -> None:
        then, self._then = self._then, None
        if then:
            then(up)
