"""What a menu shows of something that takes its time."""

from __future__ import annotations

import contextlib
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")

_PATIENCE = 0.1
"""Seconds a menu waits; after that it shows what it had the last time."""


class Later(Generic[K, V]):
    """Something that is found on a thread of its own."""

    def __init__(self, find: Callable[[K], V], nothing: V, *, once: bool = False) -> None:
        """What is found `once` stays until `doubt`; all else is looked for each time."""
        self._find = find
        self._once = once
        self._nothing = nothing
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="later")
        self._finding: dict[K, Future[V]] = {}
        self._found: dict[K, V] = {}
        self._doubts = 0
        self._known: dict[K, int] = {}
        """How many doubts there had been when the search for what was found began."""

    def of(self, key: K) -> V:
        """What can be found within a moment, or was the last time; nothing where it never was."""
        finding = self._finding.get(key)
        over = finding is None or finding.done()  # asked first: what ends after that is found below
        if self._once and self._known.get(key) == self._doubts:
            return self._found[key]
        if finding is None or over:
            finding = self._finding[key] = self._thread.submit(self._look, key, self._doubts)
        with contextlib.suppress(Exception):  # it takes longer, or could not be found: the log says why
            finding.result(_PATIENCE)
        return self.last(key)

    def last(self, key: K) -> V:
        """What was found the last time, without waiting for anything; nothing where it never was."""
        return self._found.get(key, self._nothing)

    def tell(self, key: K, then: Callable[[V], None] = lambda _found: None) -> None:
        """Find it anew, and have a function called with it on any thread; not where it cannot be found."""

        def told(future: Future[V]) -> None:
            if not (future.cancelled() or future.exception()):
                then(future.result())

        with contextlib.suppress(RuntimeError):  # it is closed
            self._thread.submit(self._look, key, self._doubts).add_done_callback(told)

    def renew(self, key: K) -> None:
        """Find it anew, on this thread, and show that from then on; where it cannot be found the log says why."""
        with contextlib.suppress(Exception):
            self._look(key, self._doubts)

    def doubt(self) -> None:
        """Look for all of it once more when it is wanted, and show until then what was found before."""
        self._doubts += 1
        self._finding.clear()

    def close(self) -> None:
        """Find nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _look(self, key: K, doubts: int) -> V:
        """Find it, and keep it for the next time."""
        try:
            found = self._find(key)
        except Exception:
            log.exception("something a menu shows could not be found")
            raise
        self._found[key] = found
        self._known[key] = doubts
        return found
