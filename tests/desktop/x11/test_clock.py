"""Times of X's events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.x11.clock import ServerClock


def test_event_that_is_read_late_was_when_it_was() -> None:
    clock = ServerClock()
    assert clock.at(5000, 105.0) == 105.0
    assert clock.at(6000, 106.4) == 106.0
    assert clock.at(6100, 106.4) == 106.1


def test_clock_starts_anew_after_fifty_days() -> None:
    clock = ServerClock()
    clock.at((1 << 32) - 1000, 100.0)
    assert clock.at(500, 101.5) == 101.5
    assert clock.at(1500, 103.0) == 102.5


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 300)), min_size=1))
def test_never_after_it_was_read(events: list[tuple[int, int]]) -> None:
    clock, server = ServerClock(), 0
    for gap, late in events:
        server += gap
        now = 50 + server / 1000 + late / 1000
        assert now - late / 1000 - 1e-6 <= clock.at(server, now) <= now
