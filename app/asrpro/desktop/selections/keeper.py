"""The Keeper: the program's end of the child that keeps the clipboards of X11."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalSocket

from asrpro.desktop.delivery.clipboards import Offered, Read
from asrpro.desktop.selections.notices import lost
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Target

log = logging.getLogger(__name__)

_PATIENCE = 3000
"""Milliseconds that the child may take to answer, its start and the reading of the clipboards included."""
_LAST_WORD = 1.0
"""Seconds that the program's end may wait for it."""


class Keeper(QObject):
    """Clipboards of X11; the child starts when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self._socket: QLocalSocket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._answer: Callable[[Offered], None] | None = None
        """Who waits for what comes of an offer or a copy; one at a time."""
        self._asked: dict[str, Any] = {}
        """What was asked for that, as long as another child may be asked for it once more."""
        self._read: Callable[[Read], None] = _nobody
        self._unrestored = 0
        """How often the child was asked to put things back, and has not said that it did."""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._lose)

    def save(self) -> None:
        """Begin to read what the clipboards hold."""
        self._ask("save")

    def offer(
        self,
        text: str,
        target: Target | None,
        *,
        primary: bool,
        offered: Callable[[Offered], None],
        read: Callable[[Read], None],
    ) -> None:
        """Save what is not saved, then offer a text."""
        self._read = read
        self._await(offered, op="offer", text=text, primary=primary, window=_window(target))

    def restore(self) -> None:
        """Put back what was there, where nobody has copied since."""
        self._read = _nobody
        if self._socket:
            self._put_back()

    def copy(self, text: str, copied: Callable[[Offered], None]) -> None:
        """Put a text on the clipboard, to stay there."""
        self._await(copied, op="copy", text=text)

    def close(self) -> None:
        """Put back what was there, and wait for it."""
        self._read, self._answer, self._asked = _nobody, None, {}
        if link := self._socket:
            self._put_back()
            # The child puts things back at the end of its requests too; this is for those who look at once.
            end = time.monotonic() + _LAST_WORD
            while self._unrestored and (left := end - time.monotonic()) > 0:
                link.waitForReadyRead(round(left * 1000) + 1)
                self._receive()
            self._socket = None
            link.disconnect(self)
            link.close()
        if self._process:
            self._process.wait()
            self._process = None

    def _put_back(self) -> None:
        self._unrestored += 1
        self._ask("restore")

    def _await(self, answer: Callable[[Offered], None], **asked: Any) -> None:
        self._answer, self._asked = answer, asked
        self._patience.start()
        self._ask(**asked)

    def _ask(self, op: str, **values: Any) -> None:
        link = self._socket or self._start()
        link.write(json.dumps({"op": op, **values}).encode() + b"\n")

    def _start(self) -> QLocalSocket:
        """Start the child; -P keeps the current folder, which may be a stranger's, off its import path."""
        ours, its = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "asrpro.desktop.selections.keeper_main"],
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        its.close()
        self._socket = link = QLocalSocket(self)
        link.setSocketDescriptor(ours.detach())
        link.readyRead.connect(self._receive)
        link.disconnected.connect(self._died)
        return link

    def _receive(self) -> None:
        # What we started has started the child and ended.
        if self._process and self._process.poll() is not None:
            self._process = None
        while self._socket and self._socket.canReadLine():
            reply = json.loads(bytes(self._socket.readLine().data()))
            match reply.pop("kind"):
                case "offered" | "copied":
                    self._answered(reply)
                case "restored":
                    self._unrestored -= 1
                case "read":
                    self._read(Read(reply["time"], reply["client"]))
                case "fault":
                    log.error("The child that keeps the clipboards failed.\n%s", reply["trace"])

    def _answered(self, reply: dict[str, Any]) -> None:
        self._patience.stop()
        answer, self._answer, self._asked = self._answer, None, {}
        if answer and reply["ok"]:
            answer(
                Offered(
                    ok=True,
                    reader=reply.get("client"),
                    notice=lost(reply.get("missing", {}), silent=reply.get("silent", False)),
                )
            )
        elif answer:
            answer(Offered(ok=False, notice=_("Another program keeps taking the clipboard.")))

    def _died(self) -> None:
        """The child ended, maybe before it was asked and nobody had noticed: another one is asked, once."""
        asked, self._asked = self._asked, {}
        if asked:
            self._part()
            self._ask(**asked)
        else:
            self._lose()

    def _part(self) -> None:
        """Have no child any more: the next request starts another."""
        if link := self._socket:
            self._socket = None
            self._unrestored = 0
            link.disconnect(self)
            link.deleteLater()
        if self._process and self._process.poll() is not None:
            self._process = None

    def _lose(self) -> None:
        """The child ended or does not answer."""
        self._patience.stop()
        self._part()
        answer, self._answer, self._asked = self._answer, None, {}
        if answer:
            answer(Offered(ok=False, notice=_("The clipboard cannot be reached.")))


def _nobody(_: Read) -> None:
    """Nobody waits for a read."""


def _window(target: Target | None) -> int | None:
    """The number of the target's window; None where nothing is known of it, or another program reads for it."""
    # Windows programs have one process of Wine's that reads for all of them.
    if target and target.program.endswith(".exe"):
        return None
    try:
        return int(target.id, 0) if target and target.id else None
    except ValueError:
        return None
