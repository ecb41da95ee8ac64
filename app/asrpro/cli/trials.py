"""One recording through one Model, measured."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.cli.stepping import stepped
from asrpro.domain import Progress
from asrpro.errors import AppError, SourceError
from asrpro.transcription.file import FileTranscription

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from asrpro.cli.show import Show
    from asrpro.domain import Model, Step
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.host import Host
    from asrpro.transcription.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of it."""

    model: Model
    device: str = ""
    """What really ran it."""
    duration: float = 0.0
    """Seconds of the recording."""
    load: float = 0.0
    """Seconds until the Model was loaded."""
    work: float = 0.0
    """Seconds from there to the last word."""
    peak: int | None = None
    """Bytes its process has had in memory at most; None where the system does not tell."""
    text: str | None = None
    """None where it failed."""
    error: AppError | None = None
    """Why."""


def tried(file: Path, request: Request, room: EngineRoom, show: Show) -> Trial:
    """Load the Model, transcribe the file, and unload it again.

    Raises:
        SourceError: the file cannot be heard, with whatever Model.
    """
    try:
        lease = room.residency.lease(request.model, request.device, request.load)
    except AppError as error:  # its packages are not installed
        return Trial(model=request.model, error=error)
    with lease as host:
        trial = _tried(file, request, host, room, show)
    room.residency.unload()  # so that the next one finds the memory
    return trial


def _tried(file: Path, request: Request, host: Host, room: EngineRoom, show: Show) -> Trial:
    transcription = FileTranscription(file, room.ears, host, request.options, request.gate, request.polish())
    loaded: list[float] = []
    began = time.monotonic()

    def run() -> Generator[Step, None, int | None]:
        host.load()
        loaded.append(time.monotonic())
        yield from transcription.run()
        return host.peak()

    try:
        peak = _followed(stepped(room, host, run()), transcription, show)
    except SourceError:
        raise
    except AppError as error:
        return Trial(model=request.model, device=host.device, error=error)
    ended = time.monotonic()
    transcript = transcription.so_far().transcript
    return Trial(
        model=request.model,
        device=host.device,
        duration=transcript.duration,
        load=loaded[0] - began,
        work=ended - loaded[0],
        peak=peak,
        text=transcript.text,
    )


def _followed(steps: Generator[Step, None, int | None], transcription: FileTranscription, show: Show) -> int | None:
    """Show how far it is, to the end; returns what the work does."""
    with contextlib.closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                peak: int | None = end.value
                return peak
            if isinstance(step, Progress):
                show.progress(step.seconds, transcription.duration)
