"""Delivery under Wayland, where small programs reach the clipboard and the keyboard, and nobody tells who reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.delivery.turns import Turns
from asrpro.desktop.ports import Delivered
from asrpro.desktop.wayland.clipboard import Clipboard
from asrpro.desktop.wayland.commands import Commands
from asrpro.desktop.wayland.pasting import Put
from asrpro.desktop.wayland.tools import Tools
from asrpro.desktop.wayland.writing import TakeBack, Type
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Focus, Method, Target

_LAST_WORD = 1000
"""Milliseconds that the program's end may wait for each clipboard."""


class WaylandDelivery:
    """Puts texts where the user writes, one after the other; to be used by the GUI thread.

    Only text comes back to the clipboards, one second after it was covered, and that a text arrived is never confirmed.
    """

    def __init__(self, focus: Focus) -> None:
        commands = Commands()
        self._tools = Tools(commands, focus, Clipboard(commands, primary=False), Clipboard(commands, primary=True))
        self._turns = Turns()

    def prepare(self) -> None:
        """Nothing to begin: what is there is read in a moment, when a text is offered in its place."""

    def deliver(self, text: str, target: Target | None, method: Method, done: Callable[[Delivered], None]) -> None:
        """Put a text into the window with the focus, once those before it are there."""
        if not text:
            done(Delivered("failed", target, notice=_("There is no text to deliver.")))
        elif method == "type":
            self._turns.add(Type(self._tools, text, target, done))
        else:
            self._turns.add(Put(self._tools, text, target, done, "" if method == "copy" else None))

    def undo(self, done: Callable[[Delivered], None]) -> None:
        """Take back the last text (see TakeBack), if its window is known to have the focus."""
        self._turns.add(TakeBack(self._tools, done))

    def close(self) -> None:
        """Put back the text that the clipboards held, where it stays after the program has ended."""
        self._turns.stop()
        for clipboard in self._tools.clipboards(primary=True):
            if clipboard.covered and (command := clipboard.put_back(_nothing)):
                command.waitForFinished(_LAST_WORD)


def _nothing() -> None:
    """Nothing is left to be done."""
