"""Putting a text into the window with the focus by way of Wayland's clipboard; nobody tells whether it arrived."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from asrpro.desktop.delivery.turns import Written
from asrpro.desktop.ports import Arrival, Delivered, same
from asrpro.desktop.wayland.tools import lacking_clipboard, lacking_keys, press, refused_keys, wayland_manner
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Target
    from asrpro.desktop.wayland.clipboard import Clipboard
    from asrpro.desktop.wayland.tools import Tools

RETURN = 1000
"""Milliseconds after the chord at which the clipboards return: half of that is too early for some programs."""


class Put(QObject):
    """One text: pasted, where keys can be pressed and that was asked for, or put on the clipboard to stay."""

    def __init__(
        self,
        tools: Tools,
        text: str,
        target: Target | None,
        done: Callable[[Delivered], None],
        why_copied: str | None = None,
    ) -> None:
        """`why_copied` has it copied and not pasted, and is what the user is told about that."""
        super().__init__()
        self._tools = tools
        self._target = target
        self._why_copied = why_copied
        self._done: Callable[[Delivered], None] | None = done
        self._finished: Callable[[], None] = _nothing
        self._how = wayland_manner(target)
        self._text = text
        self._sent: float | None = None
        self._timer = QTimer(self, singleShot=True, interval=RETURN)
        self._timer.timeout.connect(self._restore)

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called when the next may."""
        self._finished = finished
        if lacking := lacking_clipboard():
            self._end("failed", lacking)
            return
        now = self._tools.focus.target()
        if self._why_copied is None and self._target is not None and not same(self._target, now):
            self._target = now
            self._end("moved", "")
            return
        self._target = now or self._target
        self._how = wayland_manner(self._target)
        if self._how.terminal and self._why_copied is None:
            self._text = self._text.rstrip("\r\n")
        self._each(lambda clipboard, then: clipboard.save(then), self._offer)

    def hurry(self) -> None:
        """The clipboards return when they do."""

    def stop(self) -> None:
        """Do nothing more, and say what came of it."""
        self._timer.stop()
        self._finished = _nothing
        arrival: Arrival = "not confirmed" if self._sent else "failed"
        self._tell(arrival, _("The program ended before it was known whether the text arrived."))

    def _offer(self) -> None:
        failed: list[Clipboard] = []

        def offer(clipboard: Clipboard, then: Callable[[], None]) -> None:
            def told(ok: bool) -> None:  # noqa: FBT001
                if not ok:
                    failed.append(clipboard)
                then()

            clipboard.offer(self._text.encode("utf-8", "replace"), told)

        def offered() -> None:
            if self._tools.clipboard in failed:  # not every desktop has the other one
                self._end("failed", _("The clipboard cannot be reached."))
            else:
                self._press()

        self._each(offer, offered)

    def _press(self) -> None:
        if self._why_copied is not None:
            self._keep(self._why_copied)
        elif lacking := lacking_keys():
            self._keep(lacking)
        else:
            began = time.monotonic()
            self._tools.commands.run(press(self._how.chord), lambda printed: self._pressed(printed, began))

    def _pressed(self, printed: bytes | None, began: float) -> None:
        if printed is None:
            self._keep(refused_keys())
            return
        self._sent = began
        self._tools.last = Written(self._text, self._target, "paste")
        self._timer.start()
        notices = dict.fromkeys(each.notice for each in self._clipboards() if each.notice)
        self._tell("not confirmed", " ".join(notices))

    def _keep(self, why: str) -> None:
        for clipboard in self._clipboards():
            clipboard.keep()
        self._end("copied", why)

    def _restore(self) -> None:
        self._each(lambda clipboard, then: clipboard.restore(then), self._over)

    def _clipboards(self) -> list[Clipboard]:
        return self._tools.clipboards(primary=self._how.primary and self._why_copied is None)

    def _each(self, do: Callable[[Clipboard, Callable[[], None]], object], then: Callable[[], None]) -> None:
        """Do something to one clipboard after the other, and then the next thing."""
        left = iter(self._clipboards())

        def following() -> None:
            if (clipboard := next(left, None)) is None:
                then()
            else:
                do(clipboard, following)

        following()

    def _tell(self, arrival: Arrival, notice: str) -> None:
        done, self._done = self._done, None
        if done:
            done(Delivered(arrival, self._target, self._sent, notice=notice))

    def _end(self, arrival: Arrival, notice: str) -> None:
        self._tell(arrival, notice)
        self._over()

    def _over(self) -> None:
        self._finished()
        self.deleteLater()


def _nothing() -> None:
    """Nobody waits for the end."""
