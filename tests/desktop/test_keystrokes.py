"""Presses and releases that were meant, told from bounces, auto-repeat and releases that get lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.keystrokes import ASKING, GRACE, Keystrokes, Raw
from asrpro.desktop.ports import KeyEvent


def told(*raw: tuple[Raw, float], until: float = 100.0, down: bool = True) -> list[tuple[str, float]]:
    """What comes of it when the owner wakes exactly when it should."""
    strokes = Keystrokes("dictate", lambda: down)
    events: list[KeyEvent] = []
    for kind, at in raw:
        while (wakes := strokes.wakes_at) is not None and wakes < at:
            events += strokes.advance(wakes)
        events += strokes.feed(kind, at)
    while (wakes := strokes.wakes_at) is not None and wakes < until:
        events += strokes.advance(wakes)
    assert {event.name for event in events} <= {"dictate"}
    return [(event.kind, event.time) for event in events]


def test_release_counts_from_when_it_was() -> None:
    assert told(("down", 1.0), ("up", 2.0)) == [("press", 1.0), ("release", 2.0)]


def test_auto_repeat_is_no_release() -> None:
    repeats: list[tuple[Raw, float]] = [("down", 1.0)]
    for step in range(30):
        repeats += [("up", 1.5 + step / 25), ("down", 1.5 + step / 25)]
    assert told(*repeats, ("up", 3.0)) == [("press", 1.0), ("release", 3.0)]


@pytest.mark.parametrize("gap", [0.0, 0.005, 0.03, 0.049])
def test_bounce_is_no_release(gap: float) -> None:
    assert told(("down", 1.0), ("up", 1.5), ("down", 1.5 + gap), ("up", 2.0)) == [("press", 1.0), ("release", 2.0)]


def test_bounce_at_the_very_first() -> None:
    assert told(("down", 1.0), ("up", 1.004), ("down", 1.009), ("up", 2.0)) == [("press", 1.0), ("release", 2.0)]


def test_two_presses_are_two() -> None:
    first, second = [("press", 1.0), ("release", 1.1)], [("press", 1.2), ("release", 1.3)]
    assert told(("down", 1.0), ("up", 1.1), ("down", 1.2), ("up", 1.3)) == first + second


def test_lost_release_is_found() -> None:
    assert told(("down", 1.0), down=False) == [("press", 1.0), ("release", 1.0 + ASKING)]


def test_key_may_be_held_for_hours() -> None:
    strokes = Keystrokes("dictate", lambda: True)
    strokes.feed("down", 0.0)
    for _ in range(4 * 3600 * 4):
        assert strokes.wakes_at is not None
        assert strokes.advance(strokes.wakes_at) == []
    assert strokes.held
    assert [event.kind for event in strokes.feed("up", 4 * 3600.0 + 1)] == []


def test_late_owner_hears_the_same() -> None:
    strokes = Keystrokes("dictate", lambda: True)
    events = strokes.feed("down", 1.0) + strokes.feed("up", 1.5) + strokes.feed("down", 1.6) + strokes.feed("up", 1.62)
    events += strokes.advance(9.0)
    assert [(event.kind, event.time) for event in events] == [
        ("press", 1.0),
        ("release", 1.5),
        ("press", 1.6),
        ("release", 1.62),
    ]


def test_other_key_counts_only_while_held() -> None:
    assert told(("other", 0.5), ("down", 1.0), ("other", 1.2), ("up", 2.0), ("other", 2.01), ("other", 3.0)) == [
        ("press", 1.0),
        ("other", 1.2),
        ("release", 2.0),
    ]


def test_nothing_to_wait_for_while_nothing_is_held() -> None:
    strokes = Keystrokes("dictate", lambda: True)
    assert strokes.wakes_at is None
    strokes.feed("down", 1.0)
    assert strokes.wakes_at == 1.0 + ASKING
    strokes.feed("up", 1.1)
    assert strokes.wakes_at == 1.1 + GRACE
    strokes.advance(1.1 + GRACE)
    assert strokes.wakes_at is None


def test_end_lets_go_once() -> None:
    strokes = Keystrokes("dictate", lambda: True)
    assert strokes.end(0.5) == []
    strokes.feed("down", 1.0)
    assert strokes.end(1.2) == [KeyEvent("release", "dictate", 1.2)]
    assert strokes.end(1.3) == []
    assert strokes.feed("up", 1.4) == []
    assert strokes.wakes_at is None


steps = st.lists(st.tuples(st.sampled_from([0, 1, 20, 49, 50, 51, 80, 300, 1000]), st.booleans()), max_size=60)


@given(steps, st.lists(st.integers(0, 3000), max_size=40))
def test_against_a_model(steps: list[tuple[int, bool]], wakes: list[int]) -> None:
    """Spans in which the key is down, those less than 50 ms apart made one, whenever the owner wakes besides."""
    now, raw = 0, []
    for gap, goes_down in steps:
        now += gap
        raw.append((now, goes_down))
    raw.append((now + 10_000, False))

    strokes = Keystrokes("dictate", lambda: True)
    events: list[KeyEvent] = []
    # Milliseconds, so that sums are exact; at the same moment what the keyboard says comes first.
    for at, kind in sorted(
        [*((at, int(goes_down)) for at, goes_down in raw), *((wake, 2) for wake in wakes)],
        key=lambda pair: (pair[0], pair[1] == 2),
    ):
        if kind == 2:
            events += strokes.advance(at / 1024)
        else:
            events += strokes.feed("down" if kind else "up", at / 1024)
    events += strokes.advance(1e6)

    spans: list[list[float]] = []
    is_down = False
    for at, goes_down in raw:
        if goes_down and not is_down:
            if spans and at / 1024 < spans[-1][1] + GRACE:
                spans[-1].pop()
            else:
                spans.append([at / 1024])
        elif not goes_down and is_down:
            spans[-1].append(at / 1024)
        is_down = goes_down
    assert [[event.time for event in events[place : place + 2]] for place in range(0, len(events), 2)] == spans
    assert [event.kind for event in events] == ["press", "release"] * len(spans)


@given(st.lists(st.tuples(st.sampled_from(["down", "up"]), st.booleans(), st.integers(10, 2000)), max_size=60))
def test_whatever_gets_lost_the_state_is_right_in_the_end(steps: list[tuple[Raw, bool, int]]) -> None:
    """Any release may get lost; a quarter of a second and a grace later the state is that of the key."""
    down = False
    strokes = Keystrokes("dictate", lambda: down)
    now = 0.0
    for raw, lost, gap in steps:
        if (raw == "down") == down:
            continue
        down = raw == "down"
        if down or not lost:
            strokes.feed(raw, now)
        later = now + gap / 1000
        while (wakes := strokes.wakes_at) is not None and wakes <= later:
            strokes.advance(wakes)
        now = later
        if gap / 1000 > ASKING + GRACE:
            assert strokes.held == down
