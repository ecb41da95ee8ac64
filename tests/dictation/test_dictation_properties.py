"""Whatever happens in whatever order, nothing stays open, and each Session has one outcome."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from asrpro.errors import EngineCrashed, MicrophoneError
from fixtures.dictation import World
from fixtures.dictation_parts import BROWSER, EDITOR, Said
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable


class Numbered(World):
    """Every Session says its number."""

    def _recognise(self, request: object, **told: object) -> object:
        self.said = Said([str(len(self.recognitions))], waits=True)
        return super()._recognise(request, **told)


def latest(world: World, callback: str, *said: object) -> None:
    """Let the microphone or the recognition that began last say something, as it might at any time."""
    for told in [one.told for one in (*world.microphones[-1:], *world.recognitions[-1:])]:
        if callback in told:
            told[callback](*said)


def speak(world: World) -> None:
    if world.microphones and world.microphones[-1].open:
        world.speak(0.3)


def recognised(world: World) -> None:
    for one in world.recognitions:
        if one.ended and one.said.waits:
            one.said = Said(one.said.texts, one.said.dropped)
            one.speak()
            return


def focus(world: World) -> None:
    world.window.focus = EDITOR if world.window.focus is BROWSER else BROWSER


def settle(world: World) -> None:
    """Let all that was recorded be recognised."""
    world.dictation.stop()
    world.loop.drain()
    until(lambda: rest(world), "everything to be over", 5)


def rest(world: World) -> bool:
    recognised(world)
    return world.at_rest()


ACTIONS: dict[str, Callable[[World], None]] = {
    "press": World.press,
    "release": World.release,
    "press ctrl": lambda world: world.press(2),
    "release ctrl": lambda world: world.release(2),
    "other ctrl": lambda world: world.other(2),
    "start": lambda world: world.dictation.start(),
    "stop": lambda world: world.dictation.stop(),
    "toggle": lambda world: world.dictation.toggle(),
    "cancel": lambda world: world.dictation.cancel(),
    "escape": lambda world: world.tap("cancel"),
    "speak": speak,
    "speak on": speak,
    "a moment": lambda world: world.loop.go(0.1),
    "a while": lambda world: world.loop.go(0.5),
    "long": lambda world: world.loop.go(31.0),
    "recognised": recognised,
    "engine fails": lambda world: latest(world, "on_failed", EngineCrashed("It ended.")),
    "microphone fails": lambda world: latest(world, "on_failure", MicrophoneError("It is gone.")),
    "silence": lambda world: latest(world, "on_silence", 9.0),
    "retry": lambda world: world.dictation.retry(),
    "insert": lambda world: world.dictation.insert_anyway(),
    "paste": lambda world: world.tap("paste_again"),
    "undo": lambda world: world.tap("undo"),
    "focus": focus,
    "drain": lambda world: world.loop.drain(),
}


def live(story: list[str], *, quit_at_once: bool) -> Numbered:
    """A world after this story, whose close sees that all was given back."""
    with TemporaryDirectory() as folder:
        world = Numbered(Path(folder))
        world.settings = world.settings.model_validate({"dictation": {"stop_after_silence": 2.0}})
        for action in story:
            ACTIONS[action](world)
            assert sum(microphone.open for microphone in world.microphones) <= 2  # one may still be closing
        if not quit_at_once:
            settle(world)
        world.close()
        entries = world.entries()
        world.history.close()
        assert len({entry.created for entry in entries}) == len(entries)
        assert len(entries) <= len(world.microphones) + len(world.files)
        lasting = [tape for tape in world.tapes if tape.state != "recording" and tape.path and tape.path.exists()]
        assert {tape.path for tape in lasting} == {entry.audio for entry in entries if entry.audio}
        if not quit_at_once:
            assert all(tape.state != "recording" for tape in world.tapes)
        return world


@given(st.lists(st.sampled_from([*ACTIONS]), max_size=25), st.booleans())
def test_all_is_given_back_and_every_recording_has_one_outcome(story: list[str], quit_at_once: bool) -> None:  # noqa: FBT001
    live(story, quit_at_once=quit_at_once)


@given(st.lists(st.sampled_from([*ACTIONS]), max_size=25).map(lambda story: [one for one in story if one != "retry"]))
def test_texts_arrive_in_the_order_in_which_they_were_spoken(story: list[str]) -> None:
    world = live([one for one in story if one not in ("paste", "insert")], quit_at_once=False)
    texts = [int(text) for text, _target, _method in world.window.texts]
    assert texts == sorted(set(texts))
