"""How long people wait for the text of what they dictated, by how long they spoke."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.dictation.recognition import Recognition
from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.job import Job, Priority
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.request import request
from bench.harness import in_turn
from bench.report import Row, compared
from fixtures.rooms import opened
from fixtures.sound import heard
from fixtures.speech import read_clips, unpack

if TYPE_CHECKING:
    from collections.abc import Generator

    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from asrpro.transcription.request import Request
    from bench.harness import Bench

SECONDS = 60.0
"""How long somebody speaks, over the last sentences of the same."""
LAST = 2
"""Sentences: about five seconds."""
PAUSES = (0.3, 0.7)
"""Seconds between sentences, within an Utterance and between two."""
BLOCK = SAMPLE_RATE // 50
GOAL = "1.5"


def measure(bench: Bench) -> list[Row]:
    """From the release of the key to the text; the microphone is heard as fast as people speak."""
    small = str(unpack("whisper", bench.folder))
    long = _speech(bench)
    rows = []
    for title, model in (("PocketSphinx", "pocketsphinx"), ("the small Whisper", small)):
        wanted = request(DEFAULTS, Catalogue(paths.catalogue()), model=model, language="en")
        sides = {
            "long": lambda wanted=wanted: _waited(wanted, long),
            "short": lambda wanted=wanted: _waited(wanted, long[-LAST * 2 :]),
        }
        found = in_turn(bench.rounds or 5, sides, f"dictation_length, {title}")
        length = f"{_joined(long).duration:.0f} s of speech over the last {_joined(long[-LAST * 2 :]).duration:.0f} s"
        rows.append(compared(f"{title}: from release to text, {length}", found["long"], found["short"], "s", GOAL))
    return rows


def _speech(bench: Bench) -> list[Audio]:
    """English sentences, each with the pause before it, and none after the last one."""
    clips = [clip for clip in read_clips(unpack("clips", bench.folder)) if clip.language == "en"]
    chance = np.random.default_rng(0)
    parts: list[Audio] = []
    while sum(part.duration for part in parts) < SECONDS:
        number = len(parts) // 2
        silence = chance.normal(0, 3e-4, round(PAUSES[(number + 1) % 2] * SAMPLE_RATE)).astype(np.float32)
        parts += [Audio(silence), heard(clips[number % len(clips)].path)]
    return parts[: len(parts) // 4 * 4]


def _joined(parts: list[Audio]) -> Audio:
    return Audio(Audio.join(parts).samples)


def _waited(wanted: Request, parts: list[Audio]) -> float:
    """Seconds from the last block to the text, with everything loaded and warm before the first."""
    with opened(EngineRoom) as room:
        host = room.residency.lease(wanted.model, "cpu", wanted.load).host
        ready = Job(_ready(room, host), Priority.DICTATION)
        room.lane.submit(ready)
        ready.future.result()
        recognition = Recognition(wanted, room.ears, host)
        job = recognition.job()
        room.lane.submit(job)
        began = time.monotonic()
        for block in _joined(parts).pieces(BLOCK):
            time.sleep(max(0.0, began + block.end - time.monotonic()))
            recognition.hear(block)
        released = time.monotonic()
        recognition.end()
        assert job.future.result().heard
        return time.monotonic() - released


def _ready(room: EngineRoom, host: Host) -> Generator[Step, None, None]:
    host.load(streams=1)
    room.ears.begin()
    yield from ()
