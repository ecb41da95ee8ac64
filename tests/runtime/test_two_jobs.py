from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import LoadOptions, Options
from asrpro.polish.chain import Chain
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription
from fixtures.sound import heard, written
from runtime.conftest import POCKETSPHINX, whisper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Model, Step
    from asrpro.transcription.file import FileTranscript
    from fixtures.speech import Clip


class Busy:
    """An EngineRoom at work on files with one Model."""

    def __init__(self, room: EngineRoom, model: Model) -> None:
        self.room = room
        self.model = model
        self.host = room.residency.lease(model, "cpu", LoadOptions()).host
        self.order: list[str] = []

    def job(self, file: Path, priority: Priority, on_step: Callable[[], None] = lambda: None) -> Job[FileTranscript]:
        """A Job for this file, submitted."""
        work = FileTranscription(
            file, self.room.ears, self.host, Options(), Gate(), Chain(self.model, Options(), drop_echoes=False)
        )

        def listener(_step: Step) -> None:
            self.order.append(file.name)
            on_step()

        job = Job(work.run(), priority, listener=listener)
        self.room.lane.submit(job)
        return job

    def text(self, file: Path) -> str:
        """What is heard in a file with nothing beside it."""
        return self.job(file, Priority.FILE).future.result(60).transcript.text


@pytest.fixture(params=["pocketsphinx", "faster_whisper"])
def busy(request: pytest.FixtureRequest, room: EngineRoom, whisper_folder: Path) -> Busy:
    return Busy(room, POCKETSPHINX if request.param == "pocketsphinx" else whisper(whisper_folder))


@pytest.fixture
def files(clips: list[Clip], tmp_path: Path) -> tuple[Path, Path]:
    spoken = [heard(clip.path) for clip in clips]
    return written(tmp_path / "long.wav", spoken[:9]), written(tmp_path / "short.wav", spoken[9:12])


def test_two_jobs_interleaved_say_what_they_say_one_after_the_other(busy: Busy, files: tuple[Path, Path]) -> None:
    long, short = files
    alone = busy.text(long), busy.text(short)
    busy.order.clear()
    begun = threading.Event()
    first = busy.job(long, Priority.FILE, begun.set)
    assert begun.wait(30)
    second = busy.job(short, Priority.REQUEST)

    together = first.future.result(60).transcript.text, second.future.result(60).transcript.text

    assert together == alone
    assert all(alone)
    assert busy.order[0] == busy.order[-1] == "long.wav", "the short one ran in the midst of the long one"
    assert "short.wav" in busy.order


def test_a_host_killed_during_a_step_is_replaced_and_the_job_ends_with_its_text(
    busy: Busy, files: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    long, _short = files
    alone = busy.text(long)
    begun = threading.Event()
    job = busy.job(long, Priority.FILE, begun.set)
    assert begun.wait(30)
    killed = busy.host.pid
    assert killed
    os.kill(killed, signal.SIGKILL)  # from another thread than the Lane's, whatever that does

    assert job.future.result(60).transcript.text == alone
    assert busy.host.pid not in (None, killed)
    assert "ended with -9" in caplog.text
