"""Windows put together, for Engines that hear several at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Progress, Segment
from asrpro.transcription.pack import GAP, Window, batched, packed
from transcription.test_pack import sources, utterances

if TYPE_CHECKING:
    from asrpro.domain import Audio

WINDOW = 2.0


def put_together(source: list[Audio | Progress], sizes: list[int]) -> tuple[list[Window | Progress], list[int]]:
    """The batches, and how many the last answer allowed for each."""
    answers = iter(sizes)
    latest = sizes[0]

    def batch() -> int:
        nonlocal latest
        latest = next(answers, latest)
        return latest

    found: list[Window | Progress] = []
    allowed: list[int] = []
    for one in batched(packed(source, WINDOW), batch, WINDOW):
        found.append(one)
        allowed.append(latest)
    return found, allowed


@given(sources(), st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_nothing_is_lost_and_no_batch_is_larger_than_was_just_said(
    source: list[Audio | Progress], sizes: list[int]
) -> None:
    found, allowed = put_together(source, sizes)
    for one, most in zip(found, allowed, strict=True):
        if isinstance(one, Window):
            assert len(one.audios) <= most
            assert len(one.audios) == 1 or all(audio.duration <= WINDOW for audio in one.audios)
    single = [one for one in packed(source, WINDOW) if isinstance(one, Window)]
    audios = [audio for one in found if isinstance(one, Window) for audio in one.audios]
    for audio, window in zip(audios, single, strict=True):
        assert np.array_equal(audio.samples, window.audios[0].samples)


@given(sources(), st.integers(1, 5))
def test_each_is_behind_the_one_before_and_its_times_are_those_of_the_source(
    source: list[Audio | Progress], most: int
) -> None:
    found, _allowed = put_together(source, [most])
    starts = []
    for one in found:
        if not isinstance(one, Window):
            continue
        for left, right in pairwise(one.audios):
            assert abs(right.start - left.end - GAP) < 1e-6
        for place in one.utterances:
            (segment,) = one.restored(Segment("a", place.begin, place.end))
            assert isinstance(segment, Segment)
            starts.append(segment.start)
    assert np.allclose(starts, [audio.start for audio in utterances(source)], atol=0.001)


@given(sources(), st.integers(1, 5))
def test_progress_never_goes_back_and_there_is_a_step_for_each(source: list[Audio | Progress], most: int) -> None:
    found, _allowed = put_together(source, [most])
    reached = 0.0
    for one in found:
        if isinstance(one, Progress):
            assert one.seconds >= reached - 1e-9
            reached = one.seconds
        else:
            assert one.utterances[0].start >= reached - 1e-9
            reached = one.end
    assert sum(isinstance(one, Progress) for one in found) == sum(isinstance(one, Progress) for one in source)
