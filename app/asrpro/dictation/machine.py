"""One Session as a pure state machine: what happens to it, what becomes of it, and what is to be done.

A modifier alone arms first, in silence; everything else records at once. What was opened is closed whatever happens,
and what recorded visibly comes to exactly one end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from asrpro.dictation.events import (
    Cancel,
    CaptureFailed,
    FirstSample,
    Handed,
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
    Toggle,
)
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

if TYPE_CHECKING:
    from asrpro.dictation.events import Event
    from asrpro.errors import AppError

HELD: Final = 0.4
"""Seconds after which a key in mode auto is one that is held."""
ARMED: Final = 0.25
"""Seconds that a modifier alone must be held before anything can be seen or heard of it."""
SHORTCUT: Final = 2.0
"""Seconds within which another key leaves no trace of a modifier alone; later the recording is kept as cancelled."""
LONG: Final = 30.0
"""Seconds of recording that one key alone cannot cancel."""
AGAIN: Final = 3.0
"""Seconds within which the key that cancels must come once more."""
BOUNCE: Final = 0.05
"""Seconds within which a second report of a key is the same one."""

Effect = Literal[
    "open", "begin", "listen", "close", "end", "transcribe", "abandon", "deliver", "discard", "settle", "leave"
]  # fmt: skip
"""What is to be done, in this order where there are several:

open: freeze target and Profile and open the microphone, without a trace; begin: the Journal, the Model, the
clipboards; listen: to a microphone once more; close: the microphone; end: no more sound comes, the last words are to
be recognised; transcribe: what is in the Journal; abandon: no text is wanted; deliver: the text; discard: leave no
trace; settle: store what came of it; leave: let the next start find it.
"""
Stepped = tuple[State, tuple[Effect, ...]]

_DISCARDED: Final[Stepped] = (Idle(), ("close", "discard"))
_VANISHED: Final[Stepped] = (Idle(), ("close", "abandon", "discard"))
_CANCELLED: Final[Stepped] = (Cancelled(), ("close", "abandon", "settle"))


def step(state: State, event: Event) -> Stepped:
    """What becomes of a Session by an event, and what is to be done; what makes no sense changes nothing."""
    due = wakes_at(state)
    if due is None or event.now < due:
        return _step(state, event)
    # A timer may be late; what it would have brought comes first.
    passed, first = _passed(state)
    changed, then = _step(passed, event)
    return changed, (*first, *then)


def wakes_at(state: State) -> float | None:
    """When a Tick is needed."""
    match state:
        case Arming(since=since):
            return since + ARMED
        case Recording(asked=float() as asked):
            return asked + AGAIN
    return None


def _step(state: State, event: Event) -> Stepped:
    match state:
        case Idle():
            return _idle(event)
        case Arming():
            return _arming(state, event)
        case Recording():
            return _recording(state, event)
        case Finishing() | Delivering():
            return _working(state, event)
    return state, ()


def _passed(state: State) -> Stepped:
    """What the passing of time makes of what wakes."""
    match state:
        case Arming(error=None):
            return Recording(state.key, state.since, held=True, first=state.first), ("begin",)
        case Arming(error=error) if error is not None:
            return Failed(error), ("close", "settle")
        case Recording():
            return replace(state, asked=None), ()
    return state, ()


def _idle(event: Event) -> Stepped:
    match event:
        case Press(now, key) if key.lone:
            return Arming(key, now), ("open",)
        case Press(now, key):
            return Recording(key, now, held=True), ("open", "begin")
        case Start(now) | Toggle(now):
            return Recording(None, now, held=False), ("open", "begin")
        case Retry(now):
            return Finishing(now), ("transcribe",)
    return Idle(), ()


def _arming(state: Arming, event: Event) -> Stepped:
    match event:
        case Release(_, name) | Other(_, name) if name == state.key.name:
            return _DISCARDED
        case Cancel() | Stop() | Quit():
            return _DISCARDED
        case Start() | Toggle():
            return Recording(None, state.since, held=False, first=state.first, error=state.error), ("begin",)
        case FirstSample(now):
            return replace(state, first=now), ()
        case CaptureFailed(_, error):
            return replace(state, error=error), ()
    return state, ()


def _recording(state: Recording, event: Event) -> Stepped:
    then: Stepped = state, ()
    match event:
        case Press() | Release() | Other():
            then = _keys(state, event)
        case Stop(now) | Toggle(now):
            then = _finish(state, now)
        case Silence(now, seconds, limit) if 0 < limit <= seconds and not state.held:
            # While the key is held, the hand says that more is to come.
            then = _finish(state, now)
        case Cancel():
            then = _cancel(state, event)
        case Quit():
            then = Interrupted(), ("close", "abandon", "leave")
        case FirstSample(now) if state.first is None:
            then = replace(state, first=now), ()
        case RecognitionFailed(_, error) if state.error is None:
            then = replace(state, error=error), ()
        case CaptureFailed(now, error):
            then = _unheard(state, now, error)
        case Plugged() if state.unheard:
            then = replace(state, unheard=False), ("listen",)
    return then


def _unheard(state: Recording, now: float, error: AppError) -> Stepped:
    """The microphone is gone; what was spoken so far is worth having."""
    if state.first is None:
        return _finish(replace(state, error=state.error or error), now)
    # While the key is held, whatever is pressed to deliver a text would be lost beside it.
    return (replace(state, unheard=True), ()) if state.held else _finish(state, now)


def _keys(state: Recording, event: Press | Release | Other) -> Stepped:
    """Keys while recording; only what started it ends it, or any key where none did."""
    name = event.key.name if isinstance(event, Press) else event.name
    then: Stepped = state, ()
    if state.key is not None and state.key.name != name:
        return then
    match event:
        case Press(now, key) if not state.held:
            # A modifier alone may be meant as one: its release will tell.
            then = (replace(state, tapped=True), ()) if key.lone else _finish(state, now)
        case Release(now) if state.held:
            then = _released(state, now)
        case Release(now) if state.tapped:
            then = _finish(state, now)
        case Other() if state.tapped:
            then = replace(state, tapped=False), ()
        case Other(now) if state.held and state.key is not None and state.key.lone:
            # It was meant as a modifier; what was said for long all the same can be tried again.
            then = _VANISHED if now - state.since <= SHORTCUT else _CANCELLED
    return then


def _released(state: Recording, now: float) -> Stepped:
    """The key that started it came up for the first time."""
    key, lasted = state.key, now - state.since
    if key is not None and key.lone and lasted < ARMED:
        return _VANISHED  # told after the timer, and yet only a tap
    if state.unheard:
        return _finish(state, now)
    if key is not None and (key.mode == "toggle" or (key.mode == "auto" and lasted <= HELD)):
        return replace(state, held=False), ()
    return _finish(state, now)


def _cancel(state: Recording, event: Cancel) -> Stepped:
    now = event.now
    if event.sure or state.first is None or now - state.first < LONG:
        return _CANCELLED
    if state.asked is None:
        return replace(state, asked=now), ()
    return (state, ()) if now - state.asked < BOUNCE else _CANCELLED


def _finish(state: Recording, now: float) -> Stepped:
    if state.error is not None:
        return Failed(state.error), ("close", "abandon", "settle")
    return Finishing(now), ("close", "end")


def _working(state: Finishing | Delivering, event: Event) -> Stepped:
    """The microphone is closed; a text on its way is not called back."""
    then: Stepped = state, ()
    match state, event:
        case Finishing(), Recognised(now, "text"):
            then = Delivering(now), ("deliver",)
        case Finishing(), Recognised(_, found):
            then = Done("dropped" if found == "dropped" else "nothing heard"), ("settle",)
        case Finishing(), RecognitionFailed(_, error):
            then = Failed(error), ("abandon", "settle")
        case Finishing(), Cancel():
            then = Cancelled(), ("abandon", "settle")
        case Finishing(), Quit():
            then = Interrupted(), ("abandon", "leave")
        case Delivering(), Handed(_, error):
            then = (Done("delivered") if error is None else Failed(error)), ("settle",)
        case Delivering(), Quit():
            then = Done("delivered"), ("settle",)
    return then
