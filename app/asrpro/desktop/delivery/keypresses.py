"""Many keys, a few at a time, so that they stop where the focus leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from asrpro.desktop.delivery.modifiers import ModifiersUp
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asrpro.desktop.delivery.hands import Hands
    from asrpro.desktop.ports import Focus, Target

    Told = Callable[[float | AppError], None]
    Press = Callable[[Told], None]
    """Begins to press some keys, and tells when that began."""


_PATIENCE = 30.0
"""Seconds that a modifier may be held between two slices: half of a text is worth little."""


class Keypresses(QObject):
    """Presses keys slice by slice, as long as the focus stays where it is; none beside a modifier of the user's."""

    def __init__(self, hands: Hands, focus: Focus, parent: QObject) -> None:
        super().__init__(parent)
        self._focus = focus
        self._modifiers = ModifiersUp(hands, self)
        self._target: Target | None = None
        self._slices: Iterator[Press] = iter(())
        self._then: Callable[[str], None] | None = None

    def press(self, slices: Iterable[Press], target: Target | None, then: Callable[[str], None]) -> None:
        """Call each slice in its turn, then `then` with a sentence about what went wrong; empty if nothing did."""
        self._slices, self._target, self._then = iter(slices), target, then
        self._next()

    def stop(self) -> None:
        """Press no more, once what has begun is done."""
        self._then = None
        self._modifiers.stop()

    def _next(self) -> None:
        self._modifiers.wait(self._go_on, _PATIENCE)

    def _go_on(self, up: bool) -> None:  # noqa: FBT001
        now = self._focus.target()
        if not up:
            self._end(_("A modifier key is held down, so not all keys were pressed."))
        elif now is not None and self._target is not None and now.id != self._target.id:
            self._end(_("Another window has the focus now, so not all keys were pressed."))
        elif press := next(self._slices, None):
            press(self._pressed)
        else:
            self._end("")

    def _pressed(self, result: float | AppError) -> None:
        if isinstance(result, AppError):
            self._end(str(result))
        elif self._then:
            self._next()

    def _end(self, wrong: str) -> None:
        then, self._then = self._then, None
        if then:
            then(wrong)
