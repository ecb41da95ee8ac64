"""The keys that dictation listens to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.ports import Chord
from fixtures.dictation import World

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.settings.tree import Settings


def hotkeys(world: World, **chosen: object) -> Settings:
    world.settings = world.settings.model_validate({"hotkey": chosen})
    world.dictation.settings_changed()
    world.loop.drain()
    return world.settings


def test_the_defaults_are_bound(world: World) -> None:
    assert world.keyboard.bound == {
        "dictate 1": Chord("f9"),
        "dictate 2": Chord("right_ctrl"),
        "paste_again": Chord("f9", frozenset({"shift"})),
        "copy_last": Chord("f9", frozenset({"ctrl", "shift"})),
        "undo": Chord("f10", frozenset({"ctrl", "shift"})),
        "retry": Chord("f11", frozenset({"ctrl", "shift"})),
        "insert_anyway": Chord("f8", frozenset({"ctrl", "shift"})),
    }


def test_changed_keys_are_bound_at_once_and_only_then(world: World) -> None:
    before = world.keyboard.times
    world.dictation.settings_changed()
    world.loop.drain()
    assert world.keyboard.times == before
    hotkeys(world, dictate=[{"keys": "f8"}], undo="", cancel="", retry="")
    assert set(world.keyboard.bound) == {"dictate 1", "paste_again", "copy_last", "insert_anyway"}
    world.dictate()
    world.quiet()
    assert len(world.window.texts) == 1


def test_while_something_is_recorded_keys_stay_what_they_are(world: World) -> None:
    world.press()
    world.speak()
    hotkeys(world, dictate=[])
    assert "dictate 1" in world.keyboard.bound
    world.release()
    world.quiet()
    assert "dictate 1" not in world.keyboard.bound


def test_a_key_that_means_nothing_is_said_and_the_others_are_bound(world: World) -> None:
    hotkeys(world, dictate=[{"keys": "nonsense"}, {"keys": "f8"}])
    assert world.view.notice == "There is no key nonsense. Did you mean menu?"
    assert world.keyboard.bound["dictate 2"] == Chord("f8")


def test_keys_for_two_things_at_once_are_for_the_first_and_said_once(world: World) -> None:
    hotkeys(world, dictate=[{"keys": "f8"}, {"keys": "f8"}], cancel="f8", undo="f7", copy_last="f7")
    assert world.view.notice == (
        "F8 cannot be used for two things at once. "
        "F7 cannot be used for two things at once. Give hotkey.undo another key. "
        "F8 cannot be used for two things at once. Give hotkey.cancel another key."
    )
    assert set(world.keyboard.bound) == {"dictate 1", "paste_again", "copy_last", "retry", "insert_anyway"}
    world.press()
    world.speak()
    assert "cancel" not in world.keyboard.bound
    world.release()
    world.quiet()


def test_a_key_that_another_program_has_is_said(tmp_path: Path) -> None:
    class Taken(World):
        def _hotkeys(self, tell: object) -> object:
            self.keyboard.taken = ("Another program has F9.",)
            return super()._hotkeys(tell)

    world = Taken(tmp_path)
    assert world.view.notice == "Another program has F9."
    world.close()


def test_a_key_that_is_no_longer_bound_does_nothing(world: World) -> None:
    world.tap("dictate 7")
    world.tap("nothing")
    assert world.microphones == []
