"""Something that is asked of a server while others get their turn."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType

T = TypeVar("T")


class Call(Generic[T]):
    """Runs a coroutine on a thread of its own; leaving it cancels it, which closes its connection at once."""

    def __init__(self, work: Coroutine[None, None, T]) -> None:
        """Begin."""
        import asyncio  # here and below: the catalogue reads addresses without it

        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(work)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="server-call", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Nothing more."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it if it is not over."""
        with contextlib.suppress(RuntimeError):  # it has just ended
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def over(self, seconds: float) -> bool:
        """Whether it has ended, well or not, within so many seconds."""
        return self._over.wait(seconds)

    def result(self) -> T:
        """What came of it, once it is over; raises what it raised."""
        return self._task.result()

    def _serve(self) -> None:
        import asyncio

        try:
            with contextlib.suppress(Exception, asyncio.CancelledError):  # `result` raises it where it is wanted
                self._loop.run_until_complete(self._task)
            with contextlib.suppress(Exception):
                self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()
            self._over.set()
