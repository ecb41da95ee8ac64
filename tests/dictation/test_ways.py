"""What people are told to press, or to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.dictation.ways import Ways
from fixtures.dictation_parts import EDITOR, Said

if TYPE_CHECKING:
    from fixtures.dictation import World


def test_keys_are_named_where_there_are_any() -> None:
    ways = Ways({"paste_again": "F1", "retry": "F2", "insert_anyway": "F3"}.__getitem__)
    assert ways.to_paste() == "To paste it again: F1."
    assert ways.to_retry() == "To try it again: F2."
    assert ways.to_insert(1) == "1 line was left out; F3 inserts it anyway."
    assert ways.to_insert(2) == "2 lines were left out; F3 inserts them anyway."


def test_else_the_menu_is() -> None:
    ways = Ways(lambda _name: "")
    assert ways.to_paste() == ""
    assert ways.to_retry() == "The menu can try it again."
    assert ways.to_insert(1) == "1 line was left out; the menu inserts it anyway."
    assert ways.to_insert(2) == "2 lines were left out; the menu inserts them anyway."


def test_what_was_held_back_comes_by_its_key(world: World) -> None:
    world.said = Said((), dropped=("Thanks for watching.",))
    world.dictate()
    assert world.quiet().can_insert
    world.tap("insert_anyway")
    assert world.window.texts == [("Thanks for watching. ", EDITOR, "paste")]


def test_what_was_cancelled_comes_by_its_key(world: World) -> None:
    world.press()
    world.speak()
    world.tap("cancel")
    world.release()
    assert world.quiet().can_retry
    world.tap("retry")
    world.quiet()
    assert world.window.texts == [("Hello world. ", EDITOR, "paste")]
