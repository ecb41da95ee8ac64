"""Answers what other processes ask of the program that runs."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from shiboken6 import isValid

from asrpro.dictation.remote import LONGEST, Message, decoded, encoded, refusal
from asrpro.errors import AppError, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QByteArray


Reply: TypeAlias = "Callable[[Message], None]"


class Reception(QObject):
    """Answers what other processes of this user ask, one line for each; only this user can."""

    def __init__(self, address: str, answer: Callable[[Message, Reply], None]) -> None:
        """Listen at an address that is ours by right: a socket that lies there is left of one that crashed.

        Raises:
            AppError: it cannot be had.
        """
        super().__init__()
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        QLocalServer.removeServer(address)
        if not self._server.listen(address):
            raise AppError(
                _("No command can reach this program: {reason}.").format(reason=self._server.errorString()),
                _("Look at the permissions of {folder}.").format(folder=Path(address).parent),
            )
        with contextlib.suppress(OSError):  # a named pipe has no such thing
            Path(address).chmod(0o600)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _welcome(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            # Neither is a function that knows the guest, and would keep it after its end.
            guest.readyRead.connect(self._listen)
            guest.disconnected.connect(self._part)
            guest.setReadBufferSize(LONGEST)
            self._hear(guest)

    def _listen(self) -> None:
        guest = self.sender()
        if isinstance(guest, QLocalSocket):
            self._hear(guest)

    def _part(self) -> None:
        guest = self.sender()
        # The server keeps all that it was parent of. Without one it goes with the last who knows it, but not while it
        # still speaks.
        QTimer.singleShot(0, lambda: guest.setParent(None))

    def _hear(self, guest: QLocalSocket) -> None:
        if guest.canReadLine():
            self._take(guest.readLine(LONGEST), lambda message: _reply(guest, message))
        elif guest.bytesAvailable() >= LONGEST:
            guest.abort()

    def _take(self, line: QByteArray, reply: Reply) -> None:
        try:
            self._answer(decoded(bytes(line.data())), reply)
        except AppError as error:
            reply(refusal(error))
        except ValueError:
            reply(refusal(UsageError(_("That is no request."), _("Send one line of JSON."))))


def _reply(guest: QLocalSocket, message: Message) -> None:
    if isValid(guest) and guest.state() == QLocalSocket.LocalSocketState.ConnectedState:
        guest.write(encoded(message))
        guest.flush()
        guest.disconnectFromServer()
