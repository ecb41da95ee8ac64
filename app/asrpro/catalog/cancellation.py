"""Ends a download that is under way, from any thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeVar

from asrpro.errors import DownloadCancelled
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Cancellation:
    """Told once, it ends every wait of a download: for the next try, for another process, for bytes."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._awaited: Future[Any] | None = None

    def tell(self) -> None:
        """End it."""
        self._told.set()
        with self._lock:
            if self._awaited:
                self._awaited.cancel()
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

    def aside(self, action: Callable[[], T], late: Callable[[T], object] = lambda _result: None) -> T:
        """What an action gives that nobody can end, as one that waits for a name, a connection or an answer.

        It is done on a thread of its own, which is left to itself when this is told.

        Args:
            action: what is done; what it raises is raised here.
            late: called on that thread with what came when nobody waited for it any more.

        Raises:
            DownloadCancelled: it was told.
        """
        awaited: Future[T] = Future()

        def work() -> None:
            try:
                result = action()
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                if awaited.set_running_or_notify_cancel():
                    awaited.set_exception(error)
            else:
                if awaited.set_running_or_notify_cancel():
                    awaited.set_result(result)
                else:
                    late(result)

        with self._lock:
            self._awaited = awaited
        try:
            self.check()
            threading.Thread(target=work, name="asking", daemon=True).start()
            return awaited.result()
        except CancelledError:
            self.check()
            raise
        finally:
            with self._lock:
                self._awaited = None

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
