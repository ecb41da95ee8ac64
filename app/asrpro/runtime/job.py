"""A generator of Steps with a priority and a Future."""

from __future__ import annotations

import enum
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from asrpro.domain import Step

T = TypeVar("T")


class Priority(enum.IntEnum):
    """Who goes first."""

    DICTATION = 0
    REQUEST = 1
    FILE = 2


class Job(Generic[T]):
    """Work that a Lane advances one Step at a time. Its Future may be cancelled at any moment, and is so at once."""

    def __init__(
        self,
        steps: Generator[Step | None, None, T],
        priority: Priority,
        *,
        listener: Callable[[Step], None] = lambda _step: None,
        interrupt: Callable[[], None] = lambda: None,
    ) -> None:
        """Make a Job; nothing runs before a Lane takes it.

        Args:
            steps: yields Steps, and None when there is nothing to do before `wake`; what it returns is the result.
            priority: the lower, the sooner.
            listener: called on the Lane's thread with each Step.
            interrupt: ends the native call behind a running Step, whatever it costs; called from any thread, and
                only after the Job was cancelled.
        """
        self.priority = priority
        self.future: Future[T] = Future()
        self.interrupt = interrupt
        self.wake: Callable[[], None] = lambda: None
        """Tells the Lane that there is something to do again; set by the Lane."""
        self._steps = steps
        self._listener = listener

    def cancel(self) -> None:
        """Resolve the Future as cancelled; the running Step ends unheard. Does nothing to a Job that is done."""
        self.future.cancel()

    def advance(self) -> Step | None:
        """Run one Step and publish it. Raises StopIteration at the end, or whatever the work raises."""
        step = next(self._steps)
        if step is not None and not self.future.done():
            self._listener(step)
        return step

    def finish(self, result: T) -> None:
        """Resolve the Future, unless it was cancelled."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Resolve the Future with an error, unless it was cancelled."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)

    def close(self) -> None:
        """Let the generator free what it holds; on the Lane's thread."""
        self._steps.close()
