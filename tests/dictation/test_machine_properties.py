"""Whatever happens in whatever order, a Session gives back what it took and comes to one end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from asrpro.dictation.events import (
    Cancel,
    CaptureFailed,
    FirstSample,
    Handed,
    Key,
    Other,
    Press,
    Quit,
    Recognised,
    RecognitionFailed,
    Release,
    Retry,
    Silence,
    Start,
    Stop,
    Tick,
    Toggle,
)
from asrpro.dictation.machine import step, wakes_at
from asrpro.dictation.states import Arming, Delivering, Finishing, Idle, Recording, is_over
from asrpro.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from asrpro.dictation.events import Event
    from asrpro.dictation.states import State

ERROR = AppError("Something went wrong.")
KEYS = [
    Key(f"{mode} {lone}", mode, lone)
    for mode in ("auto", "hold", "toggle")
    for lone in (False, True)
]  # fmt: skip
HAPPENINGS: list[Callable[[float], Event]] = [
    *(lambda now, key=key: Press(now, key) for key in KEYS),
    *(lambda now, key=key: Release(now, key.name) for key in KEYS),
    *(lambda now, key=key: Other(now, key.name) for key in KEYS),
    Start, Stop, Toggle, Cancel, FirstSample, Retry, Tick, Tick, Tick, Quit, Handed,
    lambda now: Cancel(now, sure=False),
    lambda now: Silence(now, 5.0, 2.0),
    lambda now: CaptureFailed(now, ERROR),
    lambda now: RecognitionFailed(now, ERROR),
    lambda now: Recognised(now, "text"),
    lambda now: Recognised(now, "nothing"),
    lambda now: Recognised(now, "dropped"),
    lambda now: Handed(now, ERROR),
]  # fmt: skip
GAPS = st.sampled_from([0.0, 0.01, 0.1, 0.24, 0.25, 0.3, 0.41, 1.9, 3.0, 31.0])
STORIES = st.lists(st.tuples(GAPS, st.sampled_from(HAPPENINGS)), max_size=25)


class Taken:
    """What a Session has taken and not given back."""

    def __init__(self) -> None:
        self.opened = self.microphone = self.journal = self.engine = self.text = False
        self.ends = 0

    def do(self, effect: str) -> None:
        """Take or give back; what is out of order fails."""
        assert self.ends == 0, f"{effect} after the end"
        match effect:
            case "open":
                assert not self.opened
                self.opened = self.microphone = True
            case "begin":
                assert self.microphone
                assert not self.journal
                self.journal = self.engine = True
            case "close":
                assert self.microphone
                self.microphone = False
            case "end":
                assert self.engine
                assert not self.microphone
            case "transcribe":
                assert not self.opened
                self.journal = self.engine = True
            case "abandon":
                self.engine = False
            case "deliver":
                assert self.engine
                assert not self.text
                self.engine, self.text = False, True
            case _end:
                assert effect in ("settle", "discard", "leave")
                self.ends += 1
                assert effect != "discard" or not self.text

    def nothing(self) -> bool:
        """Whether all was given back."""
        return not self.microphone


def follow(story: list[tuple[float, Callable[[float], Event]]]) -> None:
    """Live through a story, then quit; each time an end is reached the next Session begins."""
    state: State = Idle()
    taken, now = Taken(), 100.0
    for gap, happening in [*story, (0.0, Quit)]:
        now += gap
        before = state
        state, effects = step(state, happening(now))
        for effect in effects:
            taken.do(effect)
        check(before, state, taken)
        assert (due := wakes_at(state)) is None or due > now
        if taken.ends:
            assert is_over(state) or isinstance(state, Idle)
            assert taken.nothing()
            state, taken = Idle(), Taken()
    assert isinstance(state, Idle)
    assert taken.nothing()
    assert not taken.opened


def check(before: State, state: State, taken: Taken) -> None:
    """What each state says of what is taken."""
    match state:
        case Idle():
            assert not taken.microphone
            assert taken.ends == taken.opened
        case Arming():
            assert taken.microphone
            assert not taken.journal
        case Recording():
            assert taken.microphone
            assert taken.journal
            assert taken.engine
        case Finishing():
            assert not taken.microphone
            assert taken.engine
        case Delivering():
            assert isinstance(before, Finishing | Delivering)
            assert taken.text
        case _over:
            assert taken.ends == 1
            assert not taken.microphone


@given(STORIES)
def test_whatever_happens_all_is_given_back_and_there_is_one_end(
    story: list[tuple[float, Callable[[float], Event]]],
) -> None:
    follow(story)


@given(STORIES, st.randoms(use_true_random=False))
def test_events_that_are_told_in_another_order_do_no_harm(
    story: list[tuple[float, Callable[[float], Event]]], chance: Random
) -> None:
    chance.shuffle(story)
    state: State = Idle()
    opened = 0
    for at, happening in [*story, (999.0, Quit)]:
        state, effects = step(state, happening(100 + at))
        opened += effects.count("open") - effects.count("close")
        assert 0 <= opened <= 1
        if is_over(state):
            state = Idle()
    assert opened == 0
