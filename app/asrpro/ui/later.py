"""What a menu shows of something that takes its time."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillAtWork
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")

_PATIENCE = 0.02
"""Seconds a menu waits; after that it shows what it had the last time."""


class Later(Generic[K, V]):
    """Something that is found on a thread of its own."""

    def __init__(self, find: Callable[[K], V], nothing: V, *, once: bool = False) -> None:
        """What is found `once` stays until `doubt`; all else is looked for each time."""
        self._find = find
        self._once = once
        self._nothing = nothing
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="later")
        self._finding: tuple[K, Future[V]] | None = None
        self._found: dict[K, V] = {}
        self._doubts = 0
        self._known: set[K] = set()
        """Those of which what was found is believed."""

    def of(self, key: K) -> V:
        """What was found the last time, or can be within a moment; nothing where it never was."""
        if self._once and key in self._known:
            return self._found[key]
        if self._finding is None:
            self._finding = key, self._thread.submit(self._find, key)
        asked, future = self._finding
        try:
            self._found[asked] = future.result(_PATIENCE)
            self._known.add(asked)
            self._finding = None
        except StillAtWork:
            pass  # it is asked for again the next time
        except Exception:
            log.exception("something a menu shows could not be found")
            self._finding = None
        return self._found.get(key, self._nothing)

    def last(self, key: K) -> V:
        """What was found the last time, without waiting for anything; nothing where it never was."""
        if self._finding and self._finding[1].done():
            return self.of(key)
        return self._found.get(key, self._nothing)

    def tell(self, key: K, then: Callable[[V], None]) -> None:
        """Find it anew, and have a function called with it on any thread; not where it cannot be found."""
        doubts = self._doubts

        def told(future: Future[V]) -> None:
            if future.cancelled() or future.exception():
                return
            self._found[key] = future.result()
            if doubts == self._doubts:
                self._known.add(key)
            then(future.result())

        self._thread.submit(self._find, key).add_done_callback(told)

    def doubt(self) -> None:
        """Look for all of it once more when it is wanted, and show until then what was found before."""
        self._doubts += 1
        self._known.clear()
        self._finding = None

    def close(self) -> None:
        """Find nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
