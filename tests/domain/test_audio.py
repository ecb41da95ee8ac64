from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import SAMPLE_RATE, Audio

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=6)


def made(counts: list[int], start: float = 0.0) -> list[Audio]:
    """Audios with so many samples, numbered through."""
    ends = np.cumsum(counts)
    return [
        Audio(np.arange(end - count, end, dtype=np.float32), start + (end - count) / SAMPLE_RATE)
        for count, end in zip(counts, ends, strict=True)
    ]


@given(COUNTS, st.floats(0, 1e5))
def test_joined_audio_holds_all_samples_in_order_from_the_first_start(counts: list[int], start: float) -> None:
    parts = made(counts, start)
    joined = Audio.join(parts)
    assert joined.samples.tolist() == list(range(sum(counts)))
    assert joined.samples.dtype == np.float32
    assert joined.start == parts[0].start
    assert joined.duration == pytest.approx(sum(part.duration for part in parts))


@given(COUNTS)
def test_joining_leaves_the_parts_alone(counts: list[int]) -> None:
    parts = made(counts)
    for part in parts:
        part.samples.flags.writeable = False
    Audio.join(parts)
    assert [len(part.samples) for part in parts] == counts


def test_one_part_is_itself() -> None:
    (part,) = made([7])
    assert Audio.join([part]) is part


def test_the_gap_between_parts_is_left_out() -> None:
    """Whoever needs the times of the later parts keeps them, as a packed window does."""
    joined = Audio.join([Audio(np.ones(160, np.float32), 5.0), Audio(np.ones(320, np.float32), 60.0)])
    assert (joined.start, joined.duration, joined.end) == (5.0, 0.03, 5.03)


def test_nothing_lasts_no_time() -> None:
    silence = Audio(np.zeros(0, np.float32), 3.0)
    assert (silence.duration, silence.end) == (0.0, 3.0)
    assert Audio(np.zeros(SAMPLE_RATE, np.float32), 3.0).end == 4.0
