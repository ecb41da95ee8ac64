"""Typing texts and taking them back through wtype."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from asrpro.desktop.delivery.manners import BACKSPACE, backspaces, undo_chord, undoes
from asrpro.desktop.delivery.turns import Written
from asrpro.desktop.delivery.undoing import refusal
from asrpro.desktop.ports import Delivered, same
from asrpro.desktop.wayland.pasting import Put
from asrpro.desktop.wayland.tools import lacking_keys, press, refused_keys, wayland_manner
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Target
    from asrpro.desktop.wayland.tools import Tools

_LONGEST = 30.0
"""Seconds that typing may take; wtype types some hundred letters in one."""


class Type:
    """A text, typed; where no keys can be pressed it is put on the clipboard."""

    def __init__(self, tools: Tools, text: str, target: Target | None, done: Callable[[Delivered], None]) -> None:
        self._tools = tools
        self._text = text
        self._target = target
        self._done = done

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""
        now = self._tools.focus.target()
        if self._target is not None and not same(self._target, now):
            self._done(Delivered("moved", now))
            finished()
            return
        self._target = now
        if wayland_manner(self._target).terminal:
            self._text = self._text.rstrip("\r\n")

        def typed(printed: bytes | None) -> None:
            if printed is None:
                why = lacking_keys() or refused_keys()
                Put(self._tools, self._text, self._target, self._done, why).start(finished)
                return
            self._tools.last = Written(self._text, self._target, "type")
            self._done(Delivered("typed", self._target, time.monotonic()))
            finished()

        if lacking_keys():
            typed(None)
        else:
            self._tools.commands.run(("wtype", "-"), typed, self._text.encode("utf-8", "replace"), _LONGEST)

    def hurry(self) -> None:
        """It is as fast as it gets."""

    def stop(self) -> None:
        """Do nothing more, and say what came of it."""
        self._done(Delivered("failed", self._target, notice=_("The program ended before all keys were pressed.")))


class TakeBack:
    """The last text taken back, as elsewhere: by Ctrl+Z what was pasted into an editor, else by BackSpace."""

    def __init__(self, tools: Tools, done: Callable[[Delivered], None]) -> None:
        self._tools = tools
        self._done = done

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""
        now, written = self._tools.focus.target(), self._tools.last
        if written is None or refusal(written, now):
            self._done(Delivered("failed", now, notice=refusal(written, now)))
            finished()
            return
        self._tools.last = None

        def pressed(printed: bytes | None) -> None:
            if printed is None:
                refused = _("This desktop does not let programs press keys.")
                self._done(Delivered("failed", now, notice=refused))
            else:
                self._done(Delivered("not confirmed", now, time.monotonic()))
            finished()

        if written.method == "paste" and undoes(written.target):
            self._tools.commands.run(press(undo_chord()), pressed)
        else:
            self._tools.commands.run(press(BACKSPACE, backspaces(written.text)), pressed, seconds=_LONGEST)

    def hurry(self) -> None:
        """It is as fast as it gets."""

    def stop(self) -> None:
        """Do nothing more, and say what came of it."""
        self._done(Delivered("failed", None, notice=_("The program ended before the text was taken back.")))
