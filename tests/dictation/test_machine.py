"""What becomes of a Session, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.dictation.events import (
    Cancel,
    CaptureFailed,
    FirstSample,
    Handed,
    Key,
    Other,
    Plugged,
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
from asrpro.dictation.states import (
    Arming,
    Cancelled,
    Delivering,
    Done,
    Failed,
    Finishing,
    Idle,
    Interrupted,
    Recording,
    State,
)
from asrpro.errors import EngineCrashed, MicrophoneError

if TYPE_CHECKING:
    from asrpro.dictation.events import Event

AUTO = Key("auto", "auto", lone=False)
HOLD = Key("hold", "hold", lone=False)
TOGGLE = Key("toggle", "toggle", lone=False)
CTRL = Key("ctrl", "hold", lone=True)
CTRL_AUTO = Key("ctrl", "auto", lone=True)
GONE = MicrophoneError("No microphone is there.")
CRASHED = EngineCrashed("The engine ended.")
STARTED = ("open", "begin")
ENDED = ("close", "end")
THROWN = ("close", "abandon", "settle")
TRACELESS = ("close", "abandon", "discard")


def run(*events: Event, state: State | None = None) -> tuple[State, tuple[str, ...]]:
    """What these events lead to, and all that was to be done."""
    now: State = state or Idle()
    done: tuple[str, ...] = ()
    for event in events:
        now, effects = step(now, event)
        done += effects
    return now, done


@pytest.mark.parametrize("key", [HOLD, AUTO])
def test_a_key_that_is_held_records_until_it_is_released(key: Key) -> None:
    assert run(Press(1, key)) == (Recording(key, 1, held=True), STARTED)
    assert run(Press(1, key), Release(1.5, key.name)) == (Finishing(1.5), STARTED + ENDED)


@pytest.mark.parametrize(("key", "lasted"), [(AUTO, 0.1), (AUTO, 0.4), (TOGGLE, 5.0)])
def test_a_key_that_is_pressed_records_until_it_is_pressed_again(key: Key, lasted: float) -> None:
    state, effects = run(Press(1, key), Release(1 + lasted, key.name))
    assert (state, effects) == (Recording(key, 1, held=False), STARTED)
    assert run(Press(9, key), state=state) == (Finishing(9), ENDED)


def test_a_key_that_repeats_changes_nothing() -> None:
    assert run(Press(1, HOLD), Press(1.2, HOLD)) == run(Press(1, HOLD))


def test_only_the_key_that_started_it_ends_it() -> None:
    state, _effects = run(Press(1, AUTO), Release(1.1, AUTO.name))
    assert run(Press(2, HOLD), Release(3, HOLD.name), Press(4, CTRL), state=state) == (state, ())


@pytest.mark.parametrize("start", [Start(1), Toggle(1)])
@pytest.mark.parametrize("stop", [Stop(2), Toggle(2), Press(2, AUTO)])
def test_menu_and_command_line_start_and_stop(start: Event, stop: Event) -> None:
    assert run(start, stop) == (Finishing(2), STARTED + ENDED)


def test_what_is_started_twice_or_stopped_unstarted_stays_as_it_is() -> None:
    assert run(Start(1), Start(2)) == run(Start(1))
    assert run(Stop(1), Cancel(1), Release(1, AUTO.name), Quit(1)) == (Idle(), ())


def test_a_modifier_alone_arms_in_silence() -> None:
    state, effects = run(Press(1, CTRL), FirstSample(1.1))
    assert (state, effects) == (Arming(CTRL, 1, first=1.1), ("open",))
    assert wakes_at(state) == 1.25
    assert run(Tick(1.2), state=state) == (state, ())
    assert run(Tick(1.25), state=state) == (Recording(CTRL, 1, held=True, first=1.1), ("begin",))


@pytest.mark.parametrize("event", [Release(1.24, "ctrl"), Other(1.2, "ctrl"), Cancel(1.2, sure=False), Quit(1.2)])
def test_a_modifier_tapped_or_used_as_one_leaves_no_trace(event: Event) -> None:
    assert run(Press(1, CTRL), event) == (Idle(), ("open", "close", "discard"))


@pytest.mark.parametrize("event", [Release(1.24, "ctrl"), Other(1.2, "ctrl"), Other(2.9, "ctrl")])
def test_so_it_does_when_that_is_told_after_the_timer(event: Event) -> None:
    assert run(Press(1, CTRL), Tick(1.25), event) == (Idle(), ("open", "begin", *TRACELESS))


def test_a_timer_that_is_late_counts_as_if_it_were_not() -> None:
    assert run(Press(1, CTRL), Release(2, "ctrl")) == (Finishing(2), STARTED + ENDED)


def test_a_slip_of_the_hand_does_not_cost_what_was_spoken_for_long() -> None:
    state, _effects = run(Press(1, CTRL), Tick(1.25), FirstSample(1.3))
    assert run(Other(3.1, "ctrl"), Release(3.2, "ctrl"), state=state) == (Cancelled(), ("close", "abandon", "settle"))


def test_a_modifier_that_is_latched_ends_when_it_is_released_alone() -> None:
    state, _effects = run(Press(1, CTRL_AUTO), Release(1.3, "ctrl"))
    assert state == Recording(CTRL_AUTO, 1, held=False)
    # Ctrl+C while recording is meant for the window.
    assert run(Press(5, CTRL_AUTO), Other(5.1, "ctrl"), Release(5.2, "ctrl"), state=state) == (state, ())
    assert run(Press(5, CTRL_AUTO), Release(5.1, "ctrl"), state=state) == (Finishing(5.1), ENDED)


def test_a_microphone_that_fails_while_arming_is_told_once_the_key_was_meant() -> None:
    state, effects = run(Press(1, CTRL), CaptureFailed(1.1, GONE))
    assert effects == ("open",)
    assert run(Release(1.2, "ctrl"), state=state) == (Idle(), ("close", "discard"))
    assert run(Tick(1.25), state=state) == (Failed(GONE), ("close", "settle"))


def test_the_menu_makes_a_recording_of_what_is_arming() -> None:
    state, effects = run(Press(1, CTRL), FirstSample(1.05), Start(1.1))
    assert (state, effects) == (Recording(None, 1, held=False, first=1.05), STARTED)
    assert run(Release(2, "ctrl"), Other(2, "ctrl"), state=state) == (state, ())


def test_escape_cancels() -> None:
    assert run(Start(1), FirstSample(1.1), Cancel(31, sure=False)) == (Cancelled(), STARTED + THROWN)
    assert run(Start(1), Cancel(100, sure=False)) == (Cancelled(), STARTED + THROWN)


def test_a_long_recording_asks_for_a_second_escape() -> None:
    state, _effects = run(Start(1), FirstSample(1.1))
    asked, effects = run(Cancel(31.1, sure=False), state=state)
    assert (asked, effects) == (Recording(None, 1, held=False, first=1.1, asked=31.1), ())
    assert run(Cancel(31.12, sure=False), state=asked) == (asked, ())
    assert run(Cancel(34, sure=False), state=asked) == (Cancelled(), THROWN)
    assert wakes_at(asked) == pytest.approx(34.1)
    assert run(Tick(34.1), state=asked) == (state, ())
    again, _effects = run(Cancel(34.2, sure=False), state=asked)
    assert again == Recording(None, 1, held=False, first=1.1, asked=34.2)
    assert run(Stop(32), state=asked) == (Finishing(32), ENDED)


def test_the_menu_is_meant_at_once() -> None:
    assert run(Start(1), FirstSample(1.1), Cancel(60)) == (Cancelled(), STARTED + THROWN)


def test_silence_ends_what_no_key_holds() -> None:
    state, _effects = run(Start(1))
    assert run(Silence(3, 1.9, 2), Silence(9, 8, 0), state=state) == (state, ())
    assert run(Silence(3, 2, 2), state=state) == (Finishing(3), ENDED)
    held, _effects = run(Press(1, AUTO))
    assert run(Silence(9, 8, 2), state=held) == (held, ())


def test_an_engine_that_fails_lets_recording_go_on() -> None:
    state, effects = run(Press(1, HOLD), RecognitionFailed(2, CRASHED), RecognitionFailed(3, EngineCrashed("again")))
    assert (state, effects) == (Recording(HOLD, 1, held=True, error=CRASHED), STARTED)
    assert run(Release(4, "hold"), state=state) == (Failed(CRASHED), THROWN)
    assert run(Cancel(4), state=state) == (Cancelled(), THROWN)


def test_a_microphone_that_fails_ends_it_with_what_was_heard() -> None:
    assert run(Press(1, HOLD), CaptureFailed(2, GONE)) == (Failed(GONE), STARTED + THROWN)
    assert run(Start(1), FirstSample(1.1), CaptureFailed(2, GONE)) == (Finishing(2), STARTED + ENDED)


@pytest.mark.parametrize("key", [HOLD, AUTO])
def test_a_microphone_that_goes_while_the_key_is_held_waits_for_its_release(key: Key) -> None:
    gone = (Press(1, key), FirstSample(1.1), CaptureFailed(1.2, GONE))
    state, effects = run(*gone)
    assert (state, effects) == (Recording(key, 1, held=True, first=1.1, unheard=True), STARTED)
    assert run(*gone, Release(1.3, key.name)) == (Finishing(1.3), STARTED + ENDED)
    assert run(*gone, Stop(1.3)) == (Finishing(1.3), STARTED + ENDED)


def test_a_microphone_that_comes_back_while_the_key_is_held_is_heard() -> None:
    gone = (Press(1, HOLD), FirstSample(1.1), CaptureFailed(1.2, GONE))
    assert run(*gone, Plugged(2)) == (Recording(HOLD, 1, held=True, first=1.1), (*STARTED, "listen"))
    assert run(Press(1, HOLD), FirstSample(1.1), Plugged(2))[1] == STARTED, "nobody waits for one"
    assert run(*gone, Plugged(2), CaptureFailed(3, GONE), Release(4, HOLD.name))[0] == Finishing(4)


def test_a_text_is_delivered() -> None:
    assert run(Recognised(3, "text"), state=Finishing(2)) == (Delivering(3), ("deliver",))
    assert run(Handed(4), state=Delivering(3)) == (Done("delivered"), ("settle",))
    assert run(Handed(4, CRASHED), state=Delivering(3)) == (Failed(CRASHED), ("settle",))


def test_what_gives_no_text_says_why() -> None:
    assert run(Recognised(3, "nothing"), state=Finishing(2)) == (Done("nothing heard"), ("settle",))
    assert run(Recognised(3, "dropped"), state=Finishing(2)) == (Done("dropped"), ("settle",))
    assert run(RecognitionFailed(3, CRASHED), state=Finishing(2)) == (Failed(CRASHED), ("abandon", "settle"))
    assert run(Cancel(3), state=Finishing(2)) == (Cancelled(), ("abandon", "settle"))


def test_a_text_on_its_way_is_not_called_back() -> None:
    assert run(Cancel(4), Stop(4), Press(4, AUTO), state=Delivering(3)) == (Delivering(3), ())


def test_a_recording_is_tried_again() -> None:
    assert run(Retry(1)) == (Finishing(1), ("transcribe",))


def test_quitting_leaves_what_was_spoken_for_the_next_start() -> None:
    assert run(Start(1), Quit(2)) == (Interrupted(), (*STARTED, "close", "abandon", "leave"))
    assert run(Quit(2), state=Finishing(1)) == (Interrupted(), ("abandon", "leave"))
    assert run(Quit(2), state=Delivering(1)) == (Done("delivered"), ("settle",))


@pytest.mark.parametrize("state", [Done("delivered"), Cancelled(), Failed(GONE), Interrupted()])
def test_what_is_over_stays_over(state: State) -> None:
    events = (Press(9, AUTO), Start(9), Retry(9), Recognised(9, "text"), Handed(9), Cancel(9), Quit(9), Tick(9))
    assert run(*events, state=state) == (state, ())
