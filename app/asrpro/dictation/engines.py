"""Recognition for Sessions, on the Lane of an EngineRoom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from asrpro.dictation.recognition import Recognition
from asrpro.domain import Partial, Segment
from asrpro.runtime.job import Job
from asrpro.transcription.file import FileTranscription

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from asrpro.dictation.parts import Recogniser, Running
    from asrpro.domain import Audio, Result, Step
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.job import Priority
    from asrpro.runtime.residency import Lease
    from asrpro.transcription.request import Request

R = TypeVar("R", bound="Result")


class Engines:
    """Begins recognition of what is spoken, or was recorded; callbacks come on the Lane's thread."""

    def __init__(self, room: EngineRoom) -> None:
        """Load nothing yet."""
        self._room = room

    def recognise(  # noqa: PLR0913 - all but two say who is told what
        self,
        request: Request,
        *,
        priority: Priority,
        on_partial: Callable[[str], None],
        on_segment: Callable[[Segment], None],
        on_silence: Callable[[float], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Recogniser:
        """Begin with what is spoken, and to load the Model. Raises PackagesMissing."""

        def listener(step: Step) -> None:
            if isinstance(step, Partial):
                on_partial(step.text)
            elif isinstance(step, Segment):
                on_segment(step)

        lease = self._lease(request)
        recognition = Recognition(request, self._room.ears, lease.host, on_silence)
        return Spoken(recognition, self._begun(recognition.job(listener, priority), lease, on_done, on_failed))

    def transcribe_file(
        self,
        path: Path,
        request: Request,
        *,
        priority: Priority,
        on_segment: Callable[[Segment], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Running:
        """Begin with a recording; what is more urgent passes it at each Step. Raises PackagesMissing."""

        def listener(step: Step) -> None:
            if isinstance(step, Segment):
                on_segment(step)

        lease = self._lease(request)
        work = FileTranscription(path, self._room.ears, lease.host, request.options, request.gate, request.polish())
        work.calm = lambda: self._room.lane.calm(priority)
        job = Job(work.run(), priority, listener=listener, interrupt=lease.host.kill)
        return self._begun(job, lease, on_done, on_failed)

    def _lease(self, request: Request) -> Lease:
        return self._room.residency.lease(request.model, request.device, request.load)

    def _begun(
        self, job: Job[R], lease: Lease, on_done: Callable[[Result], None], on_failed: Callable[[Exception], None]
    ) -> Job[R]:
        def told(future: Future[R]) -> None:
            lease.release()
            if future.cancelled():
                return
            error = future.exception()
            if error is None:
                on_done(future.result())
            else:
                on_failed(error if isinstance(error, Exception) else RuntimeError(error))

        job.future.add_done_callback(told)
        self._room.lane.submit(job)
        return job


class Spoken:
    """Recognition of what is being spoken."""

    def __init__(self, recognition: Recognition, job: Running) -> None:
        self._recognition = recognition
        self._job = job

    def hear(self, audio: Audio) -> None:
        """Take a block, without waiting."""
        self._recognition.hear(audio)

    def end(self) -> None:
        """No more comes; recognise the rest."""
        self._recognition.end()

    def cancel(self) -> None:
        """Want nothing of it any more."""
        self._job.cancel()
