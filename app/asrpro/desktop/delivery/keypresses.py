"""Many keys, a few at a time, so that the program stays awake and stops where the focus leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asrpro.desktop.ports import Focus, Target

SLICE = 8
"""Keys between two looks at everything else."""


class Keypresses(QObject):
    """Presses keys slice by slice, as long as the focus stays where it is."""

    def __init__(self, focus: Focus, parent: QObject) -> None:
        super().__init__(parent)
        self._focus = focus
        self._target: Target | None = None
        self._slices: Iterator[Callable[[], None]] = iter(())
        self._then: Callable[[str], None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._press)

    def press(self, slices: Iterable[Callable[[], None]], target: Target | None, then: Callable[[str], None]) -> None:
        """Call each slice in its turn, then `then` with a sentence about what went wrong; empty if nothing did."""
        self._slices, self._target, self._then = iter(slices), target, then
        self._timer.start()

    def stop(self) -> None:
        """Press no more."""
        self._timer.stop()

    def _press(self) -> None:
        now = self._focus.target()
        if now is not None and self._target is not None and now.id != self._target.id:
            self._end(_("Another window has the focus now, so not all keys were pressed."))
            return
        try:
            if press := next(self._slices, None):
                press()
                return
        except AppError as error:
            self._end(str(error))
            return
        self._end("")

    def _end(self, wrong: str) -> None:
        self._timer.stop()
        if self._then:
            self._then(wrong)
