from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.transcription.formats.times import clock, milliseconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "00:00:00,000"),
        (1.001, "00:00:01,001"),
        (59.9996, "00:01:00,000"),
        (59.9994, "00:00:59,999"),
        (3599.9999, "01:00:00,000"),
        (360_000.0, "100:00:00,000"),
        (1e300, "99999:00:00,000"),
        (-963.7, "00:00:00,000"),
        (nan, "00:00:00,000"),
        (inf, "00:00:00,000"),
    ],
)
def test_the_clock(seconds: float, text: str) -> None:
    assert clock(milliseconds(seconds), ",") == text


@given(st.integers(0, 10**9))
def test_whole_milliseconds_come_back(time: int) -> None:
    assert milliseconds(time / 1000) == time
    hours, minutes, seconds, thousandths = map(int, clock(time, ":").split(":"))
    assert ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths == time
