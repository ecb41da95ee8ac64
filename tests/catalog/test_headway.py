from __future__ import annotations

import pytest

from asrpro.catalog.headway import OFTEN, WINDOW, Headway, Meter
from asrpro.catalog.sizes import spelled


class Clock:
    """A time that goes on when it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_and_time_left_are_of_the_last_seconds() -> None:
    clock, told = Clock(), list[Headway]()
    meter = Meter(told.append, clock)
    assert meter.headway == Headway()
    meter.set_out(1000, 101_000)
    assert (meter.headway.speed, meter.headway.left) == (0.0, None)
    for _second in range(20):
        clock.now += 1.0
        meter.move(2000)
    assert meter.headway == Headway(41_000, 101_000, 2000.0)
    assert meter.headway.left == 30.0
    for _second in range(10):
        clock.now += 1.0
        meter.move(500)
    assert meter.headway.speed == 500.0
    clock.now += WINDOW / 2
    assert 0 < meter.headway.speed < 500.0
    clock.now += WINDOW
    assert meter.headway == Headway(46_000, 101_000)


@pytest.mark.parametrize(
    ("headway", "share", "said"),
    [
        (Headway(), None, "Waiting"),
        (Headway(0, 1_530_000_000), 0.0, "0 B of 1.5 GB"),
        (Headway(412_000_000, 1_530_000_000, 9_800_000.0), 412 / 1530, "412 MB of 1.5 GB · 9.8 MB/s · 2 min left"),
        (Headway(90, 100, 100.0), 0.9, "90 B of 100 B · 100 B/s · 1 s left"),
        (Headway(0, 7_000_000_000, 1_000_000.0), 0.0, "0 B of 7.0 GB · 1.0 MB/s · 2 hours left"),
        (Headway(50, 100, 0.0, "The next try is in 4 s."), 0.5, "The next try is in 4 s."),
    ],
)
def test_it_is_told_in_words(headway: Headway, share: float | None, said: str) -> None:
    assert (headway.share, str(headway)) == (share, said)


def test_what_has_to_come_again_is_no_speed() -> None:
    clock = Clock()
    meter = Meter(lambda _headway: None, clock)
    meter.set_out(0, 1000)
    clock.now += 1.0
    meter.move(900)
    meter.move(-900)
    clock.now += 1.0
    meter.move(10)
    assert meter.headway == Headway(10, 1000, 10.0)


def test_it_is_told_a_few_times_in_a_second_and_at_the_end() -> None:
    clock, told = Clock(), list[Headway]()
    meter = Meter(told.append, clock)
    meter.set_out(0, 1000)
    for _block in range(1000):
        clock.now += 0.001
        meter.move(1)
    assert 5 < len(told) <= 1.0 / OFTEN + 2
    assert told[-1].done == 1000
    meter.note("It waits.")
    assert told[-1] == Headway(1000, 1000, 0.0, "It waits.")
    meter.move(0)
    assert told[-1].note == ""


def test_sizes_are_spelled_as_on_the_label_of_a_disk() -> None:
    sizes = (0, 1, 999, 999.6, 1000, 1500, 9999, 10_000, 74_123_456, 999_600_000, 1_530_000_000, 3.2e12, 5e15)
    assert [spelled(size) for size in sizes] == [
        "0 B", "1 B", "999 B", "1.0 kB", "1.0 kB", "1.5 kB", "10.0 kB", "10 kB", "74 MB", "1.0 GB", "1.5 GB", "3.2 TB",
        "5000 TB",
    ]  # fmt: skip
