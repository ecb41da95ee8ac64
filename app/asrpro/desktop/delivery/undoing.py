"""Taking back the last text that was delivered."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from asrpro.desktop.delivery.keypresses import Keypresses
from asrpro.desktop.delivery.manners import BACKSPACE, backspaces, manner, undo_chord, undoes
from asrpro.desktop.delivery.modifiers import ModifiersUp
from asrpro.desktop.ports import Delivered
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.desktop.delivery.keypresses import Press
    from asrpro.desktop.delivery.turns import Means, Written
    from asrpro.desktop.ports import Target

_SLICE = 10
"""Keys between two looks at where the focus is, and at whether the user holds a modifier."""


class TakeBack(QObject):
    """The last text that arrived, taken out of its window again.

    What was pasted into an editor goes with Ctrl+Z, which takes back a paste as a whole, wherever the cursor is by now.
    What was typed goes with one BackSpace for each letter, because editors take typing back in pieces of their own
    choice; and so does all in terminals, where Ctrl+Z would stop the program and Ctrl+U take the user's own words too.
    """

    def __init__(self, means: Means, done: Callable[[Delivered], None]) -> None:
        super().__init__()
        self._means = means
        self._done = done
        self._modifiers = ModifiersUp(means.hands, self)
        self._keypresses = Keypresses(means.hands, means.focus, self)
        self._finished: Callable[[], None] | None = None

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""
        self._finished = finished
        self._modifiers.wait(self._begin)

    def hurry(self) -> None:
        """It is as fast as it gets."""

    def stop(self) -> None:
        """Do nothing more, and say what came of it."""
        self._modifiers.stop()
        self._keypresses.stop()
        self._done(Delivered("failed", None, notice=_("The program ended before the text was taken back.")))

    def _begin(self, up: bool) -> None:  # noqa: FBT001
        written = self._means.last
        if not up:
            self._end(_("A modifier key is held down, so nothing was taken back."))
        elif why := refusal(written, self._means.focus.target()):
            self._end(why)
        elif written:
            self._means.last = None
            self._keypresses.press(self._slices(written), written.target, self._end)

    def _slices(self, written: Written) -> Iterator[Press]:
        send = self._means.hands.send
        if written.method == "paste" and undoes(written.target):
            yield partial(send, undo_chord(), 1)
            return
        left = backspaces(written.text)
        for done in range(0, left, _SLICE):
            yield partial(send, BACKSPACE, min(_SLICE, left - done))

    def _end(self, wrong: str) -> None:
        target = self._means.focus.target()
        if wrong:
            self._done(Delivered("failed", target, notice=wrong))
        else:
            self._done(Delivered("not confirmed", target, sent=time.monotonic()))
        if self._finished:
            self._finished()
        self.deleteLater()


def refusal(written: Written | None, now: Target | None) -> str:
    """Why a text cannot be taken back while this window has the focus; empty when it can."""
    if written is None:
        return _("There is no text to take back.")
    if now is None or written.target is None or not now.id:
        return _("It is not known which window has the focus, so nothing was taken back.")
    if now.id != written.target.id:
        return _("Another window has the focus now, so nothing was taken back.")
    if manner(now).terminal and "\n" in written.text:
        return _("In a terminal a text of several lines cannot be taken back.")
    return ""
