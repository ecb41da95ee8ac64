"""The queue of one device, and the one loop that serves it."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from asrpro.errors import AppError

if TYPE_CHECKING:
    from asrpro.runtime.job import Job, Priority

log = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds the running Step of a cancelled Job may still take when somebody waits for the device."""


class Lane:
    """Takes the most urgent Job, runs one Step of it and puts it back; Jobs of one priority go in order of arrival.

    `run` blocks; whoever owns the Lane gives it a thread. That thread must outlive the Hosts started on it.
    """

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._changed = threading.Condition()
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, Job[Any]]] = []
        self._parked: dict[Job[Any], tuple[int, int, Job[Any]]] = {}
        self._woken = False
        self._running: tuple[Job[Any], float] | None = None
        self._stopping = False

    def submit(self, job: Job[Any]) -> None:
        """Queue a Job; from any thread. A Lane that is stopped cancels it."""
        entry = (int(job.priority), next(self._order), job)
        job.wake = lambda: self._wake(job)
        job.future.add_done_callback(lambda _future: self._wake(job))
        with self._changed:
            if not self._stopping:
                heapq.heappush(self._waiting, entry)
                self._changed.notify_all()
                self._mind_the_cancelled()
                return
        job.cancel()

    def calm(self, priority: Priority) -> bool:
        """Whether no Job is more urgent than this, not even one that has nothing to do yet; from any thread."""
        with self._changed:
            return all(entry[0] >= priority for entry in [*self._waiting, *self._parked.values()])

    def run(self) -> None:
        """Serve until `stop`."""
        while (entry := self._take()) is not None:
            self._advance(entry)
        for _priority, _order, job in [*self._waiting, *self._parked.values()]:
            job.cancel()
            job.close()

    def stop(self) -> None:
        """End `run` after the running Step; Jobs that are left are cancelled. From any thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def _take(self) -> tuple[int, int, Job[Any]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._waiting)
            if self._stopping:
                return None
            entry = heapq.heappop(self._waiting)
            self._woken = False
            self._running = (entry[2], time.monotonic())
            return entry

    def _advance(self, entry: tuple[int, int, Job[Any]]) -> None:
        job, step, over = entry[2], None, True
        try:
            if job.future.done():
                job.close()
            else:
                step = job.advance()
                over = False
        except StopIteration as end:
            job.finish(end.value)
        except Exception as error:
            if not job.future.done():
                # An error for people is no fault to look for.
                fault = not isinstance(error, AppError) or log.isEnabledFor(logging.DEBUG)
                log.info("a job failed: %s", type(error).__name__, exc_info=error if fault else None)
            job.fail(error)
        with self._changed:
            self._running = None
            if not over:
                self._put_back(entry, idle=step is None)

    def _put_back(self, entry: tuple[int, int, Job[Any]], *, idle: bool) -> None:
        job = entry[2]
        if idle and not self._woken and not job.future.done():
            self._parked[job] = entry
        else:
            heapq.heappush(self._waiting, entry)

    def _wake(self, job: Job[Any]) -> None:
        """Queue a parked Job again; one that runs right now will not be parked. A cancelled Job wakes to be closed."""
        with self._changed:
            if (entry := self._parked.pop(job, None)) is not None:
                heapq.heappush(self._waiting, entry)
                self._changed.notify_all()
            elif self._running is not None and self._running[0] is job:
                self._woken = True
            self._mind_the_cancelled()

    def _mind_the_cancelled(self) -> None:
        """Interrupt the running Step, now or later, if nobody wants it and somebody else wants the device."""
        if self._running is None or not self._waiting or not self._running[0].future.cancelled():
            return
        running = self._running
        left = running[1] + self._grace - time.monotonic()
        timer = threading.Timer(max(0.0, left), self._interrupt, args=(running,))
        timer.daemon = True
        timer.start()

    def _interrupt(self, running: tuple[Job[Any], float]) -> None:
        with self._changed:  # so that the Step cannot end, and another begin, between the look and the deed
            if self._running is running:
                log.info("a cancelled step is interrupted after %.1f s", time.monotonic() - running[1])
                running[0].interrupt()
