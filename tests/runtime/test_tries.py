"""What is given out when work is tried more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Partial, Progress, Segment
from asrpro.runtime.tries import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.domain import Step

Cut = tuple[float, float]


def said(given_out: Given, cuts: Sequence[Cut]) -> list[Cut]:
    """What is given out of one try that says these."""
    steps = given_out.news(iter([Segment(f"{start} to {end}", start, end) for start, end in cuts]))
    return [(step.start, step.end) for step in steps if isinstance(step, Segment)]


# Of few numbers, so that many share their times, are empty, or overlap.
cuts = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda cut: (min(cut), max(cut))), max_size=8).map(
    sorted
)


@given(cuts, st.lists(st.integers(0, 8), max_size=3))
def test_tries_that_cut_alike_lose_nothing_and_repeat_nothing(whole: list[Cut], deaths: list[int]) -> None:
    given_out, heard = Given(), []
    for death in deaths:
        heard += said(given_out, whole[:death])
    assert heard + said(given_out, whole) == whole


@given(st.lists(st.integers(1, 9), min_size=1), st.lists(st.integers(1, 9), min_size=1), st.integers(0, 9))
def test_tries_that_cut_elsewhere_lose_and_repeat_half_a_segment_at_most(
    first: list[int], second: list[int], death: int
) -> None:
    def chain(lengths: list[int]) -> list[Cut]:
        return [(sum(lengths[:at]), sum(lengths[: at + 1])) for at in range(len(lengths))]

    given_out = Given()
    before, after = said(given_out, chain(first)[:death]), said(given_out, chain(second))
    end = before[-1][1] if before else 0
    over = [cut for cut in chain(second) if cut[1] > end]
    if over:
        assert after in (over, over[1:])
        begun = after[0][0] if after else over[0][1]
        assert abs(begun - end) <= (over[0][1] - over[0][0]) / 2
    else:
        assert after == []


@pytest.mark.parametrize(
    ("first", "second", "news"),
    [
        pytest.param([(0, 2)], [(0, 1), (1, 2), (2, 3)], [(2, 3)], id="finer"),
        pytest.param([(0, 1), (1, 2), (2, 3)], [(0, 4), (4, 5)], [(4, 5)], id="coarser"),
        pytest.param([(0, 1)], [(0, 4), (4, 5)], [(0, 4), (4, 5)], id="most of it is new"),
        pytest.param([(0, 2)], [(0, 1.9), (1.9, 1.9), (2, 2), (2, 3)], [(2, 2), (2, 3)], id="without length"),
        pytest.param([(0, 1), (1, 1)], [(0, 0.9), (1, 1), (1, 1)], [(1, 1)], id="alike at the end"),
        pytest.param([(0, 1), (1, 2)], [(0, 0.9), (1, 2), (1, 2), (2, 3)], [(1, 2), (2, 3)], id="alike after all"),
        pytest.param([(0, 1)], [(0, 0.9), (0.9, 3), (1.5, 2.5)], [(0.9, 3), (1.5, 2.5)], id="news that overlap"),
        pytest.param([(0, 4), (1, 2)], [(0, 2), (2, 3), (3, 5)], [(3, 5)], id="the last is not what ends last"),
        pytest.param([], [(0, 0), (0, 1)], [(0, 0), (0, 1)], id="nothing was said"),
    ],
)
def test_a_try_that_cuts_elsewhere_is_told_by_the_time(first: list[Cut], second: list[Cut], news: list[Cut]) -> None:
    given_out = Given()
    assert said(given_out, first) == first
    assert said(given_out, second) == news


def test_a_third_try_knows_both_before_it() -> None:
    given_out = Given()
    assert said(given_out, [(0, 1), (1, 2)]) == [(0, 1), (1, 2)]
    assert said(given_out, [(0, 1.2), (1.2, 2.1), (2.1, 3)]) == [(2.1, 3)]
    assert said(given_out, [(0, 1), (1, 2), (2, 3), (3, 4)]) == [(3, 4)]
    assert said(given_out, [(0, 1.2), (1.2, 2.1), (2.1, 3), (3, 4), (4, 5)]) == [(4, 5)]


def test_progress_never_goes_back_and_the_rest_passes() -> None:
    given_out = Given()
    first: list[Step | None] = [Progress(1.0), Progress(3.0), None]
    assert list(given_out.news(iter(first))) == first
    second: list[Step | None] = [Progress(1.0), Partial("so far"), Progress(3.5), None]
    assert list(given_out.news(iter(second))) == [Progress(3.0), Partial("so far"), Progress(3.5), None]
