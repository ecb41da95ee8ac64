"""Ends a download that is under way, from any thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

from asrpro.errors import DownloadCancelled
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cancellation:
    """Told once, it ends every wait of a download: for the next try, for another process, for bytes."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def tell(self) -> None:
        """End it."""
        self._told.set()
        with self._lock:
            if self._socket:
                with contextlib.suppress(OSError):
                    # Of the plain socket: one of TLS would first say goodbye, and wait.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise DownloadCancelled once it was told."""
        if self._told.is_set():
            raise DownloadCancelled(_("The download was cancelled."), _("The next one goes on where it stopped."))

    def wait(self, seconds: float) -> None:
        """Do nothing for so long; raises DownloadCancelled as soon as it is told."""
        self._told.wait(seconds)
        self.check()

    @contextlib.contextmanager
    def watching(self, connection: Any) -> Iterator[None]:
        """Have whoever reads from this connection (httpx's `network_stream`) return at once when it is told."""
        with self._lock:
            self._socket = connection.get_extra_info("socket")
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._socket = None
