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
from fixtures.programs import until
from fixtures.sound import heard, written
from runtime.conftest import POCKETSPHINX

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from fixtures.speech import Clip


def steps_before(room: EngineRoom, host: Host, clip: Clip, others: list[Step]) -> int:
    """How many Steps others came to between submitting a dictation, with what was said so far, and its first words."""
    spoken, feed, after = threading.Event(), Feed(), list[int]()

    def listener(step: Step) -> None:
        if isinstance(step, Partial) and not spoken.is_set():
            after.append(len(others))
            spoken.set()

    def steps() -> Generator[Step | None, None, None]:
        yield from host.stream(feed, Options())

    job = Job(steps(), Priority.DICTATION, listener=listener)
    feed.put(heard(clip.path))
    before = len(others)
    room.lane.submit(job)
    feed.on_change = job.wake
    assert spoken.wait(30)
    feed.end()
    job.future.result(30)
    return after[0] - before


def test_dictation_passes_a_long_file(
    room: EngineRoom, clips: list[Clip], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    audios = [heard(clip.path) for clip in clips]
    total = sum(audio.duration + 1.0 for audio in audios)
    file = written(tmp_path / "half-an-hour.wav", audios * round(1800 / total))
    host = room.residency.lease(POCKETSPHINX, "auto", LoadOptions()).host
    work = FileTranscription(file, room.ears, host, Options(), Gate(), Chain(POCKETSPHINX, Options()))
    steps: list[Step] = []
    long = Job(work.run(), Priority.FILE, listener=steps.append)
    room.lane.submit(long)
    until(lambda: any(isinstance(step, Partial) for step in steps), "words of the file")

    def warm() -> Generator[Step | None, None, None]:
        host.load(streams=1)  # as at a key press, while the user draws breath
        yield Progress(0.0)

    room.lane.submit(ready := Job(warm(), Priority.DICTATION))
    ready.future.result(30)
    chance = random.Random(3)
    passed = []
    for _round in range(rounds(20, 200)):
        time.sleep(chance.uniform(0, 0.5))
        passed.append(steps_before(room, host, clips[8], steps))

    assert not long.future.done(), "the file was being transcribed all the time"
    long.cancel()
    assert max(passed) <= 1, "no more than the Step under way is waited for"
    assert len(steps) > rounds(20, 200), "the file goes on in between"
