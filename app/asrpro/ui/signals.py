"""What the system tells a program to end by, brought into Qt's event loop."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

_ENDS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class EndSignals(QObject):
    """Calls a function on the GUI's thread when the program is told to end; Python alone would not hear of it there."""

    def __init__(self, on_end: Callable[[], None]) -> None:
        super().__init__()
        self._on_end = on_end
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        signal.set_wakeup_fd(self._writer.fileno())
        for name in _ENDS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda _number, _frame: None)

    def _hear(self) -> None:
        self._reader.recv(64)
        self._on_end()

    def close(self) -> None:
        """Hear of nothing any more."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()
