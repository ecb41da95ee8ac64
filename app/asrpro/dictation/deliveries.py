"""Texts on their way into windows, one after the other."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.desktop.ports import Delivered, same
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from asrpro.desktop.ports import Delivery, Focus, Target
    from asrpro.settings.tree import FocusChanged, Method

    Told: TypeAlias = Callable[[Delivered], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it belongs."""

    text: str
    method: Method
    target: Target | None
    """The window it was meant for."""
    focus_changed: FocusChanged = "deliver"
    """What to do when another one has the focus by then."""


class Deliveries:
    """Hands over one text at a time; the next one waits until it is known what came of it. Used by one thread."""

    def __init__(self, delivery: Delivery, focus: Focus) -> None:
        self._delivery = delivery
        self._focus = focus
        self._waiting: deque[tuple[Callable[[Told], None], Told]] = deque()
        self._busy = False

    def deliver(self, text: Text, told: Told) -> None:
        """Queue a text; `told` is called with what came of it, and once more where it is read after all."""
        self._put(lambda done: self._deliver(text, done), told)

    def undo(self, told: Told) -> None:
        """Take back the last text, after those that wait."""
        self._put(self._undo, told)

    def _put(self, work: Callable[[Told], None], told: Told) -> None:
        self._waiting.append((work, told))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        work, told = self._waiting.popleft()
        self._busy = True
        over = False

        def done(delivered: Delivered) -> None:
            nonlocal over
            first, over = not over, True
            if first:
                self._busy = False
            told(delivered)
            if first:
                self._next()

        try:
            work(done)
        except Exception:
            log.exception("a delivery failed")
            done(Delivered("failed", None, notice=_("The text could not be delivered.")))

    def _deliver(self, text: Text, done: Told) -> None:
        now = self._focus.target()

        def told(delivered: Delivered) -> None:
            if delivered.arrival == "moved":
                self._deliver(text, done)
            else:
                done(delivered)

        if text.method == "copy" or text.focus_changed == "deliver" or same(text.target, now):
            if text.method != "copy":
                self._face(now)
            self._delivery.deliver(text.text, now, text.method, told)
            return
        notice = _("Another window has the focus now; the text is on the clipboard.")
        self._delivery.deliver(text.text, now, "copy", lambda delivered: done(_noticed(delivered, notice)))

    def _undo(self, done: Told) -> None:
        self._face(self._focus.target())
        self._delivery.undo(done)

    def _face(self, target: Target | None) -> None:
        """Give the focus back to a window that has it but for one of our own."""
        if target is not None:
            self._focus.activate(target)


def _noticed(delivered: Delivered, notice: str) -> Delivered:
    return delivered if delivered.notice else replace(delivered, notice=notice)
