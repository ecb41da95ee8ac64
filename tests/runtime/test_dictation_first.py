from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

from asrpro.audio.gate import Gate
from asrpro.domain import LoadOptions, Options, Partial, Progress
from asrpro.polish.chain import Chain
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.feed import Feed
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription
from fixtures.sound import heard, written
from runtime.conftest import POCKETSPHINX

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from fixtures.speech import Clip


def first_partial(room: EngineRoom, host: Host, clip: Clip) -> float:
    """Seconds from submitting a dictation, with what was said so far, to the first words of it."""
    spoken, feed = threading.Event(), Feed()

    def listener(step: Step) -> None:
        if isinstance(step, Partial):
            spoken.set()

    def steps() -> Generator[Step | None, None, None]:
        yield from host.stream(feed, Options())

    job = Job(steps(), Priority.DICTATION, listener=listener)
    feed.put(heard(clip.path))
    began = time.monotonic()
    room.lane.submit(job)
    feed.on_change = job.wake
    assert spoken.wait(30)
    waited = time.monotonic() - began
    feed.end()
    job.future.result(30)
    return waited


def test_dictation_passes_a_long_file(
    room: EngineRoom, clips: list[Clip], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    audios = [heard(clip.path) for clip in clips]
    total = sum(audio.duration + 1.0 for audio in audios)
    file = written(tmp_path / "half-an-hour.wav", audios * round(1800 / total))
    host = room.host(POCKETSPHINX, "auto", LoadOptions())
    work = FileTranscription(file, room.ears, host, Options(), Gate(), Chain(POCKETSPHINX, Options()))
    begun = threading.Event()
    long = Job(work.run(), Priority.FILE, listener=lambda step: begun.set() if isinstance(step, Partial) else None)
    room.lane.submit(long)
    assert begun.wait(30)

    def warm() -> Generator[Step | None, None, None]:
        host.load(streams=1)  # as at a key press, while the user draws breath
        yield Progress(0.0)

    room.lane.submit(ready := Job(warm(), Priority.DICTATION))
    ready.future.result(30)
    chance = random.Random(3)
    waits = []
    for _round in range(rounds(20, 200)):
        time.sleep(chance.uniform(0, 0.5))
        waits.append(first_partial(room, host, clips[8]))

    assert not long.future.done(), "the file was being transcribed all the time"
    long.cancel()
    waits.sort()
    assert waits[round(len(waits) * 0.95) - 1] < 0.5, waits
