"""Texts that are typed, and texts that are put on the clipboard to stay."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from asrpro.desktop.delivery.keypresses import Keypresses
from asrpro.desktop.delivery.manners import manner
from asrpro.desktop.delivery.modifiers import ModifiersUp
from asrpro.desktop.delivery.turns import Written
from asrpro.desktop.ports import Delivered, same
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.delivery.clipboards import Offered
    from asrpro.desktop.delivery.turns import Means
    from asrpro.desktop.ports import Target
    from asrpro.errors import AppError

_SLICE = 100
"""Letters between two looks at where the focus is; some keyboards take a moment to begin and end each."""


class Copy:
    """A text on the clipboard, to stay there; `why` is told where something else was asked for."""

    def __init__(
        self, means: Means, text: str, target: Target | None, done: Callable[[Delivered], None], why: str = ""
    ) -> None:
        self._means = means
        self._text = text
        self._target = target
        self._done = done
        self._why = why

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""

        def copied(result: Offered) -> None:
            notice = self._why if result.ok else result.notice
            self._done(Delivered("copied" if result.ok else "failed", self._target, notice=notice))
            finished()

        self._means.clipboards.copy(self._text, copied)

    def hurry(self) -> None:
        """It takes no time."""

    def stop(self) -> None:
        """Say what came of it."""
        self._done(Delivered("failed", self._target, notice=_("The program ended before the text was copied.")))


def leave(
    means: Means, text: str, target: Target | None, done: Callable[[Delivered], None], error: AppError | None = None
) -> Copy:
    """What is left to do for a text while a modifier key stays down, or where no keys can be pressed."""
    why = _("A modifier key is held down, so the text was put on the clipboard: paste it yourself.")
    if error:
        why = _("{error} The text was put on the clipboard: paste it yourself.").format(error=error.title)
    return Copy(means, text, target, done, why)


class Type(QObject):
    """A text, typed as if by the user."""

    def __init__(self, means: Means, text: str, target: Target | None, done: Callable[[Delivered], None]) -> None:
        super().__init__()
        self._means = means
        self._text = text
        self._target = target
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
        self._done(Delivered("failed", self._target, notice=_("The program ended before all keys were pressed.")))

    def _begin(self, up: bool) -> None:  # noqa: FBT001
        if not up and self._finished:
            leave(self._means, self._text, self._target, self._done).start(self._finished)
            return
        now = self._means.focus.target()
        if self._target is not None and not same(self._target, now):
            self._end(Delivered("moved", now))
            return
        self._target = now
        if manner(now).terminal:
            self._text = self._text.rstrip("\r\n")
        parts = [self._text[start : start + _SLICE] for start in range(0, len(self._text), _SLICE)]
        hands = self._means.hands
        # Should not all of it be typed, what was delivered before is not what stands before the cursor.
        self._means.last = None
        self._keypresses.press((partial(hands.type, part) for part in parts), self._target, self._typed)

    def _typed(self, wrong: str) -> None:
        if wrong:
            self._end(Delivered("failed", self._target, notice=wrong))
        else:
            self._means.last = Written(self._text, self._target, "type")
            self._end(Delivered("typed", self._target, sent=time.monotonic()))

    def _end(self, delivered: Delivered) -> None:
        self._done(delivered)
        if self._finished:
            self._finished()
        self.deleteLater()
