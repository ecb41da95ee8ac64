"""Putting a text into a window by way of the clipboard."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from asrpro.desktop.delivery.manners import manner
from asrpro.desktop.delivery.modifiers import ModifiersUp
from asrpro.desktop.delivery.transaction import State, evaluate, with_read
from asrpro.desktop.delivery.turns import Written
from asrpro.desktop.delivery.writing import leave
from asrpro.desktop.ports import Arrival, Delivered, same
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.delivery.clipboards import Offered, Read
    from asrpro.desktop.delivery.turns import Means
    from asrpro.desktop.ports import Target

_SETTLE = 30
"""Milliseconds that programs which watch the clipboard get to show themselves, where nobody else tells them apart."""


class Paste(QObject):
    """One paste: the modifiers up, the text offered, the chord sent, the text read, the clipboards back."""

    def __init__(self, means: Means, text: str, target: Target | None, done: Callable[[Delivered], None]) -> None:
        super().__init__()
        self._means = means
        self._text = text
        self._target = target
        self._done = done
        self._manner = manner(target)
        self._modifiers = ModifiersUp(means.hands, self)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._notice = ""
        self._reader: int | None = None
        self._state: State | None = None
        """From the chord on."""
        self._reads: list[Read] = []
        """Those from before it is known when the chord was sent."""
        self._told = self._stopped = False
        self._hurried = False
        self._finished: Callable[[], None] = _nothing

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""
        self._finished = finished
        self._modifiers.wait(self._offer)

    def hurry(self) -> None:
        """Wait for a late read no longer than until the user is told."""
        self._hurried = True
        self._look()

    def stop(self) -> None:
        """Do nothing more, and say what came of it."""
        self._rest()
        if not self._told:
            arrival: Arrival = "not confirmed" if self._state else "failed"
            self._tell(arrival, _("The program ended before it was known whether the text arrived."))

    def _offer(self, up: bool) -> None:  # noqa: FBT001
        if not up:
            self._leave()
            return
        if self._moved():
            return
        if self._manner.terminal:
            self._text = self._text.rstrip("\r\n")
        self._means.clipboards.offer(
            self._text, self._target, primary=self._manner.primary, offered=self._offered, read=self._read
        )

    def _offered(self, offered: Offered) -> None:
        if self._stopped:
            return
        if not offered.ok:
            self._tell("failed", offered.notice)
            self._end()
            return
        self._notice, self._reader = offered.notice, offered.reader
        if self._reader is None:
            QTimer.singleShot(_SETTLE, self, lambda: self._modifiers.wait(self._send))
        else:
            self._modifiers.wait(self._send)

    def _send(self, up: bool) -> None:  # noqa: FBT001
        if not up:
            self._leave()
        elif not self._moved():
            self._means.hands.send(self._manner.chord, 1, self._sent)

    def _moved(self) -> bool:
        """Whether another window got the focus while a key was held; then this ends."""
        now = self._means.focus.target()
        if self._target is None:
            self._target, self._manner = now, manner(now)
        elif not same(self._target, now):
            self._target = now
            self._tell("moved")
            self._end()
            return True
        return False

    def _sent(self, result: float | AppError) -> None:
        if self._stopped:
            return
        if isinstance(result, AppError):
            self._leave(result)
            return
        early = {read.reader for read in self._reads if read.time < result and read.reader is not None}
        self._means.watchers |= early
        self._state = State(result, self._reader, frozenset(self._means.watchers))
        for read in self._reads:
            self._state = with_read(self._state, read)
        self._look()

    def _read(self, read: Read) -> None:
        if self._state is None:
            self._reads.append(read)
        else:
            self._state = with_read(self._state, read)
            self._look()

    def _look(self) -> None:
        """Do all that is due."""
        while self._state:
            due = evaluate(self._state, time.monotonic())
            if due.act == "wait":
                if self._hurried and self._state.told == "not read":
                    self._end()
                    return
                self._timer.start(round(due.seconds * 1000) + 1)
                return
            if due.act == "restore":
                self._end()
                return
            self._tell_arrival(read=due.act == "tell read")

    def _tell_arrival(self, *, read: bool) -> None:
        if not self._state:
            return
        self._state = replace(self._state, told="read" if read else "not read")
        if read:
            self._means.last = Written(self._text, self._target, "paste")
            self._tell("read", self._notice)
            return
        unread = _(
            "The window did not take the text. It is on the clipboard for a few more seconds: paste it yourself."
        )
        self._tell("not read", f"{unread} {self._notice}".strip())

    def _leave(self, error: AppError | None = None) -> None:
        self._means.clipboards.restore()
        leave(self._means, self._text, self._target, self._done, error).start(self._finished)
        self.deleteLater()

    def _tell(self, arrival: Arrival, notice: str = "") -> None:
        self._told = True
        state = self._state
        self._done(
            Delivered(arrival, self._target, state.sent if state else None, state.first if state else None, notice)
        )

    def _rest(self) -> None:
        self._stopped = True
        self._modifiers.stop()
        self._timer.stop()

    def _end(self) -> None:
        self._rest()
        self._state = None
        self._means.clipboards.restore()
        self._finished()
        self.deleteLater()


def _nothing() -> None:
    """Nobody waits for the end."""
