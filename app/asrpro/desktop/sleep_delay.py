"""Has a Linux machine wait a moment before it sleeps, so that what is recorded is closed first."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from asrpro.i18n import _

if TYPE_CHECKING:
    from jeepney import Message

log = logging.getLogger(__name__)

CLOSING: Final = 1000
"""Milliseconds for a microphone and a recording to be closed in; logind itself waits for five seconds at most."""


class SleepDelay(QObject):
    """A lock of logind's, taken while nobody sleeps; where there is no logind the machine sleeps as it likes."""

    def __init__(self) -> None:
        super().__init__()
        self._connection: Any = None
        self._notifier: QSocketNotifier | None = None
        self._lock: int | None = None
        self._asked: int | None = None
        """The number of the request that waits for its answer."""
        self._wanted = False
        self._closing = QTimer(self, singleShot=True, interval=CLOSING)
        self._closing.timeout.connect(self._release)
        try:
            self._connect()
        except (
            OSError,
            KeyError,
            ValueError,
            RuntimeError,
        ) as error:  # no bus; no address; an odd one; one without locks
            log.info("the machine sleeps without waiting: %s", type(error).__name__)
            self.close()
        self.take()

    def take(self) -> None:
        """Have the machine wait from now on."""
        from jeepney import DBusAddress, new_method_call

        self._closing.stop()
        self._wanted = True
        if self._connection is None or self._lock is not None or self._asked is not None:
            return
        login = DBusAddress("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager")
        why = ("sleep", "ASR Pro", _("The recording is closed first."), "delay")
        self._asked = next(self._connection.outgoing_serial)
        try:
            self._connection.send(new_method_call(login, "Inhibit", "ssss", why), serial=self._asked)
        except OSError:
            self.close()

    def release_soon(self) -> None:
        """Let it sleep once what is recorded had the time to be closed."""
        self._closing.start()

    def close(self) -> None:
        """Let it sleep at once, and have it wait no more."""
        self._closing.stop()
        self._release()
        if self._notifier:
            self._notifier.setEnabled(False)
        if self._connection:
            self._connection.close()
        self._connection = self._notifier = None

    def _connect(self) -> None:
        from jeepney.io.blocking import open_dbus_connection

        # One of its own: only there do messages bring locks.
        self._connection = open_dbus_connection("SYSTEM", enable_fds=True)
        self._notifier = QSocketNotifier(self._connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def _release(self) -> None:
        self._wanted = False
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _hear(self) -> None:
        try:
            while self._connection:
                self._answered(self._connection.receive(timeout=0))
        except TimeoutError:
            return  # that was all
        except (OSError, ValueError, RuntimeError) as error:
            log.info("the machine sleeps without waiting from now on: %s", type(error).__name__)
            self.close()

    def _answered(self, message: Message) -> None:
        from jeepney import HeaderFields, MessageType

        if self._asked is None or message.header.fields.get(HeaderFields.reply_serial) != self._asked:
            return
        self._asked = None
        if message.header.message_type is not MessageType.method_return:
            log.info("logind lets nobody have the machine wait")
            return
        self._lock = message.body[0].to_raw_fd()
        # A child that kept it would have the machine wait in our place.
        os.set_inheritable(self._lock, False)  # noqa: FBT003
        if not self._wanted:
            self._release()
