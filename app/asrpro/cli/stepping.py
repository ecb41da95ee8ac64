"""A Job whose Steps a command follows."""

from __future__ import annotations

import contextlib
import queue
from typing import TYPE_CHECKING, TypeVar

from asrpro.runtime.job import Job, Priority

if TYPE_CHECKING:
    from collections.abc import Generator

    from asrpro.domain import Step
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.host import Host

T = TypeVar("T")

_NAP = 0.25
"""Seconds between two looks whether somebody wants it to end: Windows hears of Ctrl+C only between waits."""


def stepped(room: EngineRoom, host: Host, work: Generator[Step, None, T]) -> Generator[Step, None, T]:
    """Yield the Steps of work that a Host does for a file, and return what it returns, or raise what it raises.

    Closing it cancels the work.
    """
    steps: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
    job = Job(work, Priority.FILE, listener=steps.put, interrupt=host.kill)
    job.future.add_done_callback(lambda _future: steps.put(None))
    room.lane.submit(job)
    try:
        while True:
            with contextlib.suppress(queue.Empty):
                step = steps.get(timeout=_NAP)
                if step is None:
                    return job.future.result()
                yield step
    finally:
        job.cancel()
