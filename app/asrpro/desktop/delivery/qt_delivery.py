"""Delivery driven by Qt's event loop: X11, macOS and Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.delivery.hands import Hands
from asrpro.desktop.delivery.pasting import Paste
from asrpro.desktop.delivery.turns import Means, Turns
from asrpro.desktop.delivery.undoing import TakeBack
from asrpro.desktop.delivery.writing import Copy, Type
from asrpro.desktop.ports import Delivered
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.delivery.clipboards import Clipboards
    from asrpro.desktop.ports import Focus, Keyboard, Method, Target


class QtDelivery:
    """Puts texts where the user writes, one after the other; to be used by the GUI thread."""

    def __init__(self, keyboard: Keyboard, focus: Focus, clipboards: Clipboards) -> None:
        self._means = Means(Hands(keyboard), focus, clipboards)
        self._turns = Turns()

    def prepare(self) -> None:
        """Save what the clipboards hold, without waiting for it."""
        self._means.clipboards.save()

    def deliver(self, text: str, target: Target | None, method: Method, done: Callable[[Delivered], None]) -> None:
        """Put a text into the window with the focus, once those before it are there."""
        turn = {"paste": Paste, "type": Type, "copy": Copy}[method]
        if text:
            self._turns.add(turn(self._means, text, target, done))
        else:
            done(Delivered("failed", target, notice=_("There is no text to deliver.")))

    def undo(self, done: Callable[[Delivered], None]) -> None:
        """Take back the last text that arrived, by Ctrl+Z or BackSpace (see TakeBack), if its window has the focus."""
        self._turns.add(TakeBack(self._means, done))

    def close(self) -> None:
        """Put back what the clipboards held, where it stays after the program has ended."""
        self._turns.stop()
        self._means.hands.close()
        self._means.clipboards.close()
