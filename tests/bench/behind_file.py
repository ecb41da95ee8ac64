"""How long people wait for what they dictate while a long file is being transcribed by the same Model."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.dictation.recognition import Recognition
from asrpro.domain import SAMPLE_RATE, Partial, Segment
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.job import Job, Priority
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.file import FileTranscription
from asrpro.transcription.request import request
from bench.harness import in_turn
from bench.report import both
from bench.scripted_whisper import make
from fixtures.rooms import opened
from fixtures.sound import heard, written
from fixtures.speech import read_clips, unpack

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from asrpro.domain import Audio, Step
    from asrpro.runtime.host import Host
    from asrpro.transcription.request import Request
    from bench.harness import Bench
    from bench.report import Row

LONG = 3600.0
"""Seconds of speech in the file: more than it is at work for."""
BLOCK = SAMPLE_RATE // 50
PATIENCE = 60.0
GOAL = "500 ms more"


class Waited(NamedTuple):
    """Seconds in one dictation."""

    words: float
    """From the first sound to the first words."""
    text: float
    """From the last sound to the text."""


def measure(bench: Bench) -> list[Row]:
    """One sentence, spoken as fast as people speak, with a file at work and without."""
    audios = [heard(clip.path) for clip in read_clips(unpack("clips", bench.folder)) if clip.language == "en"]
    file = written(bench.folder / "long.wav", audios * round(LONG / sum(audio.duration + 1.0 for audio in audios)))
    small = unpack("whisper", bench.folder)
    models = (
        ("PocketSphinx", "pocketsphinx", 20),
        ("the small Whisper", str(small), 20),
        ("Whisper base", str(make(bench.folder / "base", small)), 8),
    )
    rows = []
    for title, model, rounds in models:
        wanted = request(DEFAULTS, Catalogue(paths.catalogue()), model=model, language="en")
        behind, alone = _waits(bench.rounds or rounds, title, wanted, file, audios)
        rows += both(
            f"{title}: from the first sound to the first words",
            [one.words for one in behind],
            [one.words for one in alone],
        )
        rows += both(
            f"{title}: from the last sound to the text", [one.text for one in behind], [one.text for one in alone], GOAL
        )
    return rows


def _waits(rounds: int, title: str, wanted: Request, file: Path, audios: list[Audio]) -> tuple[list[Waited], ...]:
    """What people waited behind the file, and what without one."""
    chance = random.Random(3)
    with opened(EngineRoom) as room:
        host = room.residency.lease(wanted.model, "cpu", wanted.load).host
        _run(room, _ready(room, host))

        def behind() -> Waited:
            with _at_work(room, host, wanted, file):
                time.sleep(chance.uniform(0, 0.5))
                return _dictated(room, host, wanted, audios[0])

        sides = {"behind": behind, "alone": lambda: _dictated(room, host, wanted, audios[0])}
        sides["alone"]()  # the first one is slower
        found = in_turn(rounds, sides, f"behind_file, {title}")
    return found["behind"], found["alone"]


@contextlib.contextmanager
def _at_work(room: EngineRoom, host: Host, wanted: Request, file: Path) -> Iterator[None]:
    """The file is being transcribed, and has said something."""
    begun = threading.Event()
    work = FileTranscription(file, room.ears, host, wanted.options, wanted.gate, wanted.polish())
    work.calm = lambda: room.lane.calm(Priority.FILE)
    job = Job(
        work.run(),
        Priority.FILE,
        listener=lambda step: begun.set() if isinstance(step, Partial | Segment) else None,
        interrupt=host.kill,
    )
    room.lane.submit(job)
    if not begun.wait(PATIENCE):
        raise TimeoutError
    yield
    if job.future.done():
        raise ValueError("the file was too short")
    job.cancel()


def _dictated(room: EngineRoom, host: Host, wanted: Request, audio: Audio) -> Waited:
    """Speak."""
    words: list[float] = []
    recognition = Recognition(wanted, room.ears, host)
    job = recognition.job(lambda step: words.append(time.monotonic()) if isinstance(step, Partial | Segment) else None)
    room.lane.submit(job)
    began = time.monotonic()
    for block in audio.pieces(BLOCK):
        time.sleep(max(0.0, began + block.end - time.monotonic()))
        recognition.hear(block)
    recognition.end()
    released = time.monotonic()
    if not job.future.result(PATIENCE).heard:
        raise ValueError("nothing was heard")
    return Waited(words[0] - began, time.monotonic() - released)


def _ready(room: EngineRoom, host: Host) -> Generator[Step, None, None]:
    host.load(streams=1)
    room.ears.begin()
    yield from ()


def _run(room: EngineRoom, steps: Generator[Step, None, None]) -> None:
    job = Job(steps, Priority.DICTATION)
    room.lane.submit(job)
    job.future.result(PATIENCE)
