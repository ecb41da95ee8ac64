"""Begins recognition in an EngineRoom, and tells those who wait what comes of it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from asrpro.dictation.recognition import Recognition
from asrpro.domain import Partial, Segment
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from asrpro.dictation.parts import Result
    from asrpro.domain import Step
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.host import Host
    from asrpro.transcription.request import Request


class Underway:
    """Recognition under way; its callbacks come on the Lane's thread, or on the one that cancels."""

    def __init__(
        self, job: Job[Any], on_done: Callable[[Result], None], on_failed: Callable[[Exception], None]
    ) -> None:
        self._job = job
        self._on_done = on_done
        self._on_failed = on_failed
        job.future.add_done_callback(self._ended)

    def cancel(self) -> None:
        """Want nothing of it any more."""
        self._job.cancel()

    def _ended(self, future: Future[Any]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._on_done(future.result())
        else:
            self._on_failed(error if isinstance(error, Exception) else RuntimeError(str(error)))


class Hearing(Underway):
    """Recognition of what is being spoken."""

    def __init__(
        self,
        recognition: Recognition,
        job: Job[Any],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(job, on_done, on_failed)
        self.hear = recognition.hear
        self.end = recognition.end


class Recognising:
    """Has dictations recognised; of several Models the one that nobody uses any more is let go."""

    def __init__(self, room: EngineRoom) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._used: dict[Host, int] = {}

    def speech(
        self,
        request: Request,
        *,
        on_partial: Callable[[str], None],
        on_segment: Callable[[Segment], None],
        on_silence: Callable[[float], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Hearing:
        """Begin to recognise what is being spoken, and with it to load the Model.

        Raises:
            PackagesMissing: what the Model needs is not installed.
            Interrupted: the EngineRoom was closed.
        """
        host = self._host(request)
        recognition = Recognition(request, self._room.ears, host, on_silence)
        job = recognition.job(_telling(on_partial, on_segment))
        hearing = Hearing(recognition, job, on_done, on_failed)
        self._submit(job, host)
        return hearing

    def file(
        self,
        path: Path,
        request: Request,
        *,
        on_segment: Callable[[Segment], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Underway:
        """Begin to recognise a recording. Raises as `speech` does."""
        host = self._host(request)
        transcription = FileTranscription(path, self._room.ears, host, request.options, request.gate, request.polish())
        listener = _telling(lambda _text: None, on_segment)
        job = Job(transcription.run(), Priority.DICTATION, listener=listener, interrupt=host.kill)
        underway = Underway(job, on_done, on_failed)
        self._submit(job, host)
        return underway

    def _host(self, request: Request) -> Host:
        host = self._room.host(request.model, request.device, request.load)
        with self._lock:
            for other in [other for other, users in self._used.items() if other is not host and not users]:
                del self._used[other]
                other.kill()
            self._used[host] = self._used.get(host, 0) + 1
        return host

    def _submit(self, job: Job[Any], host: Host) -> None:
        def done(_future: object) -> None:
            with self._lock:
                self._used[host] -= 1

        job.future.add_done_callback(done)
        self._room.lane.submit(job)


def _telling(on_partial: Callable[[str], None], on_segment: Callable[[Segment], None]) -> Callable[[Step], None]:
    def tell(step: Step) -> None:
        if isinstance(step, Partial):
            on_partial(step.text)
        elif isinstance(step, Segment):
            on_segment(step)

    return tell
