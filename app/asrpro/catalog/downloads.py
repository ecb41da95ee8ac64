"""Downloads of Models, one after the other on one thread; who asks for one that is under way shares it."""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from asrpro.catalog.bringing import Bringing, Limits
from asrpro.catalog.cancellation import Cancellation
from asrpro.catalog.headway import Meter
from asrpro.catalog.hub import Hub
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.headway import Headway
    from asrpro.catalog.order import Order
    from asrpro.catalog.store import Store, Stored

log = logging.getLogger(__name__)

_PATIENCE: Final = 2.0
"""Seconds that the thread may take to end; one that loads an update for a try is left to it."""


class Download:
    """One that was asked for."""

    def __init__(
        self, order: Order, load: Callable[[Stored], bool] | None, check: Callable[[], None] = lambda: None
    ) -> None:
        """Made by Downloads alone."""
        self.order = order
        self.load = load
        """What must be able to load an update; None where whatever is here will do."""
        self.check = check
        """Raises an AppError where an update could not be loaded whatever is in it."""
        self.future: Future[Stored] = Future()
        """The Model, or the AppError that says why it does not come."""
        self.meter = Meter(self._tell)
        self.renewed = False
        """Whether an update has brought another Model than was here; told before its Future is resolved."""
        self.brought = False
        """Whether other files are in the Model's place now than were; told as early."""
        self.intact = False
        """Whether all files of one that was here were read, and none is damaged; told as early."""
        self.mended: Sequence[str] = ()
        """Paths of files that were damaged on the disk and have come anew; told as early."""
        self.cancellation = Cancellation()
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Headway], None]] = []

    @property
    def headway(self) -> Headway:
        """How far it is now."""
        return self.meter.headway

    def listen(self, listener: Callable[[Headway], None]) -> None:
        """Have a function called with each Headway from now on, on the thread of the Downloads."""
        with self._lock:
            self._listeners.append(listener)

    def cancel(self) -> None:
        """End it, for all who share it: the Future is cancelled at once. What has arrived is kept for the next one."""
        self.future.cancel()
        self.cancellation.tell()

    def _tell(self, headway: Headway) -> None:
        """Call the listeners, unless it is over."""
        with self._lock:
            listeners = [*self._listeners]
        for listener in listeners:
            if not self.future.done():
                listener(headway)


class Downloads:
    """Nothing is contacted before something is asked for."""

    def __init__(
        self, store: Store, *, make_hub: Callable[[], Hub] | None = None, limits: Limits | None = None
    ) -> None:
        """Start nothing yet."""
        self.store = store
        self._listeners: list[Callable[[Download], None]] = []
        self._failures: dict[str, tuple[bool, str]] = {}
        """Whether it was an update that did not come, and why, by the ids of Models."""
        self._limits = limits or Limits()
        self._make_hub = make_hub or (lambda: Hub(stall=self._limits.stall))
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], Download] = {}
        self._waiting: queue.SimpleQueue[Download | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def fetch(self, order: Order) -> Download:
        """Have a Model here; of what is here already only what is damaged is asked for again."""
        return self._shared(Download(order, None))

    def update(
        self, order: Order, load: Callable[[Stored], bool], check: Callable[[], None] = lambda: None
    ) -> Download:
        """Have the newest of a Model here.

        Args:
            order: what to look for.
            load: loads it for a try, on the thread of the Downloads, and raises an AppError where it cannot be; where
                its files may be why, the one from before is put back.
            check: raises an AppError where it could not be loaded whatever is in it; then nothing is fetched.
        """
        return self._shared(Download(order, load, check))

    def listen(self, listener: Callable[[Download], None]) -> None:
        """Have a function called with each Download that begins, ends or has let go of its files.

        It is called on any thread and not for long, after what it is told of.
        """
        self._listeners.append(listener)

    def is_coming(self, backend: str, model: str) -> bool:
        """Whether it is on its way, by this process or another one."""
        with self._lock:
            ours = self._open.get((backend, model))
        # One that was cancelled holds the Model's lock for a moment still.
        return not ours.future.done() if ours else self.store.is_busy(backend, model)

    def failure(self, model: str, *, update: bool) -> str:
        """Why a Model, or an update of it, did not come when it was asked for last; empty where it never failed."""
        was_update, why = self._failures.get(model, (update, ""))
        return why if was_update is update else ""

    def forget_failure(self, model: str) -> None:
        """Know no more why a Model did not come: it is wanted no more."""
        self._failures.pop(model, None)

    def has_update(self, order: Order) -> bool:
        """Whether there are other files by now than those that are here; waits for the answer. Raises AppError."""
        look = Bringing(order, self.store, self._make_hub(), self._limits, Meter(lambda _headway: None), Cancellation())
        return look.has_update()

    def close(self) -> None:
        """Cancel what is left."""
        with self._lock:
            left, thread = [*self._open.values()], self._thread
        for download in left:
            download.cancel()
        self._waiting.put(None)
        if thread:
            thread.join(_PATIENCE)

    def _shared(self, download: Download) -> Download:
        """The one that is under way for the same Model, or this one, which begins when its turn comes."""
        with self._lock:
            other = self._open.get(download.order.key)
            if other and not other.future.done():
                return other
            self._open[download.order.key] = download
        self.forget_failure(download.order.model)
        self._tell(download)  # before its end can be told
        download.future.add_done_callback(lambda _future: self._tell(download))
        with self._lock:
            self._waiting.put(download)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="downloads", daemon=True)
                self._thread.start()
        return download

    def _tell(self, download: Download) -> None:
        for listener in self._listeners:
            try:
                listener(download)
            except Exception:
                log.exception("what follows from a download failed")

    def _serve(self) -> None:
        while download := self._waiting.get():
            if not download.future.cancelled():
                self._run(download)
            with self._lock:
                if self._open.get(download.order.key) is download:
                    del self._open[download.order.key]
            self._tell(download)

    def _run(self, download: Download) -> None:
        try:
            work = Bringing(
                download.order, self.store, self._make_hub(), self._limits, download.meter, download.cancellation
            )
            if download.load:
                stored, download.renewed = work.update(download.load, download.check)
            else:
                stored = work.bring()
            download.brought, download.intact, download.mended = work.brought, work.intact, work.mended
        except BaseException as error:
            if not isinstance(error, AppError):
                log.exception("a download failed by a mistake of the program's own")
            if download.future.set_running_or_notify_cancel():
                told = str(error) if isinstance(error, AppError) else _("It could not be downloaded; the log says why.")
                self._failures[download.order.model] = download.load is not None, told
                download.future.set_exception(error)
        else:
            if download.future.set_running_or_notify_cancel():
                download.future.set_result(stored)
