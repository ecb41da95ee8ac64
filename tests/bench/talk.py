"""Recordings to measure with: the spoken clips one after the other, with pauses as people make them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from asrpro.domain import SAMPLE_RATE, Audio
from fixtures.sound import heard, written
from fixtures.speech import read_clips, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PAUSES = (0.3, 0.25, 0.7, 0.35, 1.2)
"""Seconds after each clip in turn: some within an Utterance, some that end it."""
_TURN = 30.0
"""Seconds somebody speaks before everybody is silent, where it is not speech all the time."""
_HISS = 3e-4
"""How loud a quiet room is."""


def talk(folder: Path, minutes: float, share: float = 1.0) -> Path:
    """A 16 kHz WAV in which somebody speaks for this share of the time; written when it is not there yet."""
    path = folder / f"talk-{minutes:g}-{share:g}.wav"
    if not path.exists():
        clips = folder / "clips"
        spoken = [heard(clip.path) for clip in read_clips(clips if clips.exists() else unpack("clips", folder))]
        written(path, _spoken(spoken, minutes * 60, share), pause=0)
    return path


def _spoken(clips: Sequence[Audio], seconds: float, share: float) -> Iterator[Audio]:
    chance = np.random.default_rng(0)
    position = turn = 0.0
    for clip, pause in zip(itertools.cycle(clips), itertools.cycle(_PAUSES), strict=False):
        if position >= seconds:
            return
        turn += clip.duration + pause
        silence = pause
        if turn >= _TURN:
            silence += turn / share - turn
            turn = 0.0
        yield clip
        yield Audio(chance.normal(0, _HISS, round(silence * SAMPLE_RATE)).astype(np.float32))
        position += clip.duration + silence
