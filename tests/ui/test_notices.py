"""What is to be told is told once, in order, and not before the last of it can have been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.ui.notices import AGAIN, GATHER, LONGEST, Notices, reading_time
from fixtures.dictation_parts import Loop

if TYPE_CHECKING:
    from collections.abc import Callable


class Stage:
    """An overlay that shows what it is told."""

    def __init__(self) -> None:
        self.wanted = self.free = True
        self.told: list[str] = []

    def tell(self, text: str, seconds: float) -> None:
        assert seconds == reading_time(text)
        self.told.append(text)


class Told:
    """Notices with an overlay, a tray, and a clock."""

    def __init__(self, *, overlay: bool = True) -> None:
        self.loop = Loop()
        self.stage = Stage()
        self.stage.wanted = overlay
        self.tray: list[str] = []
        self.notices = Notices(self.tray.append, self.stage, now=self.loop.now, call_at=self.loop.call_at)
        self.say = self.notices.say

    def begin(self) -> None:
        """A dictation begins, and takes the overlay."""
        if self.stage.free:
            self.notices.interrupted()
        self.stage.free = False
        self.notices.follow(recording=True)

    def end(self, *, shown: float = 0.0) -> None:
        """It is over; what came of it is shown for so long."""
        self.notices.follow(recording=False)
        self.loop.go(shown)
        self.stage.free = True
        self.notices.go_on()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def in_tray() -> Told:
    return Told(overlay=False)


def test_it_is_told_over_the_windows_where_that_is_wanted(told: Told, in_tray: Told) -> None:
    for one in (told, in_tray):
        one.say("Hello.")
        assert one.stage.told + one.tray == []
        one.loop.go(GATHER)
    assert (told.stage.told, told.tray) == (["Hello."], [])
    assert (in_tray.stage.told, in_tray.tray) == ([], ["Hello."])
    nowhere = Notices(in_tray.tray.append, None, now=in_tray.loop.now, call_at=in_tray.loop.call_at)
    nowhere.say("World.")
    in_tray.loop.go(GATHER)
    assert in_tray.tray == ["Hello.", "World."]


def test_several_at_once_are_joined_and_those_after_them_wait(told: Told) -> None:
    told.say("One.")
    told.loop.go(GATHER / 2)
    told.say("Two.")
    told.loop.go(GATHER / 2)
    told.say("Three.")
    told.loop.go(reading_time("One.\nTwo.") - 0.1)
    assert told.stage.told == ["One.\nTwo."]
    told.loop.go(0.2)
    assert told.stage.told == ["One.\nTwo.", "Three."]


def test_more_than_can_be_read_at_once_comes_one_after_the_other(told: Told) -> None:
    many = [f"{number} {'x' * (LONGEST // 3)}." for number in range(7)]
    for one in many:
        told.say(one)
    told.loop.go(120)
    assert "\n".join(told.stage.told).split("\n") == many
    assert len(told.stage.told) == 4


def test_what_the_overlay_has_no_room_for_is_told_in_the_tray(told: Told) -> None:
    told.say("x" * (LONGEST + 1))
    told.loop.go(GATHER)
    assert (told.stage.told, len(told.tray)) == ([], 1)


def test_the_same_twice_within_a_short_while_is_said_once(told: Told) -> None:
    for _time in range(3):
        told.say("One.")
        told.loop.go(1.0)
    told.loop.go(reading_time("One."))
    told.say("One.")
    told.say("")
    told.loop.go(AGAIN)
    assert told.stage.told == ["One."]
    told.say("One.")
    told.loop.go(GATHER)
    assert told.stage.told == ["One."] * 2


@pytest.mark.parametrize("overlay", [True, False])
def test_while_something_is_recorded_all_waits_but_what_concerns_it(overlay: bool) -> None:  # noqa: FBT001
    told = Told(overlay=overlay)
    told.begin()
    told.say("The history is damaged.")
    told.say("The microphone is gone.", urgent=True)
    told.loop.go(60)
    assert told.tray == ([] if overlay else ["The microphone is gone."])
    told.end()
    told.loop.go(60)
    said = told.stage.told if overlay else told.tray[1:]
    assert "\n".join(said).split("\n")[-2:] == (
        ["The history is damaged.", "The microphone is gone."] if overlay else ["The history is damaged."]
    )


def test_what_is_urgent_takes_the_place_of_what_is_told_again_later(in_tray: Told) -> None:
    in_tray.say("The history is damaged.")
    in_tray.loop.go(GATHER)
    in_tray.begin()
    in_tray.say("The microphone is gone.", urgent=True)
    in_tray.loop.go(60)
    in_tray.end()
    in_tray.loop.go(60)
    assert in_tray.tray == ["The history is damaged.", "The microphone is gone.", "The history is damaged."]


def test_what_came_of_a_dictation_is_read_before_anything_else(told: Told) -> None:
    told.begin()
    told.end(shown=0.0)
    told.stage.free = False  # as long as that is shown
    told.say("The history is damaged.")
    told.loop.go(60)
    assert told.stage.told == []
    told.stage.free = True
    told.notices.go_on()
    assert told.stage.told == ["The history is damaged."]


def test_what_a_dictation_interrupts_is_told_again(told: Told) -> None:
    told.say("The history is damaged.")
    told.loop.go(GATHER + 0.5)
    told.begin()
    told.loop.go(5)
    told.end(shown=8)
    assert told.stage.told == ["The history is damaged."] * 2
    told.loop.go(60)
    told.begin()
    told.end()
    told.loop.go(60)
    assert told.stage.told == ["The history is damaged."] * 2


def test_what_passes_is_not(told: Told) -> None:
    told.say("ASR Pro is ready.", passing=True)
    told.loop.go(GATHER)
    told.begin()
    told.say("ASR Pro is running.", passing=True)
    told.end()
    told.loop.go(60)
    told.say("ASR Pro is running.", passing=True)
    told.begin()
    told.end()
    told.loop.go(60)
    assert told.stage.told == ["ASR Pro is ready."]


def test_timers_that_come_a_little_early_lose_nothing() -> None:
    loop, tray = Loop(), list[str]()

    def early(at: float, work: Callable[[], None]) -> None:
        loop.call_at(at - 0.05 if at > loop.time + 0.1 else at, work)

    notices = Notices(tray.append, None, now=loop.now, call_at=early)
    notices.say("One.")
    loop.go(GATHER + 0.1)
    notices.say("Two.")
    loop.go(60)
    assert tray == ["One.", "Two."]
