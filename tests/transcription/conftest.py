from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.gate import Gate
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, LoadOptions, Options, Progress, Segment
from asrpro.polish.chain import Chain
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from asrpro.domain import Model, Step
    from asrpro.runtime.host import Host
    from asrpro.transcription.file import FileTranscript
    from fixtures.speech import Clip

PAUSE = 2.5
"""Seconds between the clips of a file."""


@pytest.fixture
def whisper(whisper_folder: Path) -> Model:
    """The small Whisper with windows in which a sentence has just room: it hears one better than many."""
    return replace(inspected(whisper_folder), window=4.0)


@dataclass
class Run:
    """A file on its way, and all Steps of it."""

    transcription: FileTranscription
    host: Host
    on_segment: Callable[[Run], None]
    """Called on the Lane's thread when the first Segment has come."""
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        steps = self.transcription.run()
        self.job = Job(steps, Priority.FILE, listener=self.listen, interrupt=self.host.kill)

    def listen(self, step: Step) -> None:
        first = isinstance(step, Segment) and not any(isinstance(one, Segment) for one in self.steps)
        self.steps.append(step)
        if first:
            self.on_segment(self)

    def result(self) -> FileTranscript:
        return self.job.future.result(60)

    def progress(self) -> list[float]:
        return [step.seconds for step in self.steps if isinstance(step, Progress)]


def transcribing(
    room: EngineRoom,
    file: Path,
    model: Model,
    options: Options | None = None,
    *,
    replacements: Mapping[str, str] | None = None,
    on_segment: Callable[[Run], None] = lambda _run: None,
) -> Run:
    """Have a file transcribed."""
    options = options or Options()
    host = room.residency.lease(model, "cpu", LoadOptions()).host
    polish = Chain(model, options, replacements=replacements)
    transcription = FileTranscription(file, room.ears, host, options, Gate(), polish)
    run = Run(transcription, host, on_segment)
    room.lane.submit(run.job)
    return run


def recorded(file: Path, clips: Sequence[Clip]) -> list[tuple[float, float]]:
    """Write the clips into a WAV with pauses after each; returns when each is spoken."""
    audios = [heard(clip.path) for clip in clips]
    written(file, audios, PAUSE)
    spans, at = [], 0.0
    for audio in audios:
        loud = np.flatnonzero(np.abs(audio.samples) > 0.02) / SAMPLE_RATE
        spans.append((at + loud[0], at + loud[-1]))
        at += audio.duration + PAUSE
    return spans
