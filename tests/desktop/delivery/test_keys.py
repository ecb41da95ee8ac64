"""Keys that are held, texts that are typed, and texts that are taken back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.clipboards import Clipboards
    from fixtures.dictating import Dictating
    from fixtures.screen import Screen


def test_waits_until_modifiers_are_up(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    desk.down("alt")
    dictating.ask("deliver", text="text")
    assert dictating.blocked() < 1000  # it answers: it waits, and does not sleep
    released = time.monotonic()
    desk.up("alt")
    done = dictating.answer()
    assert done["arrival"] == "read"
    assert done["sent"] > released
    box.holds("text")


def test_a_modifier_that_stays_down(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    box = TextBox(desk)
    desk.down("shift")
    done = dictating.deliver("text")
    desk.up("shift")
    assert done["arrival"] == "copied"
    assert "modifier" in done["notice"]
    assert clipboards.text() == "text"
    desk.key("ctrl+v")
    box.holds("text")


def test_typing(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    done = dictating.deliver("Typed, letter by letter.", "type")
    assert done["arrival"] == "typed"
    box.holds("Typed, letter by letter.")
    assert clipboards.text() == "what was there"


def test_typing_stops_where_the_focus_leaves(desk: Screen, dictating: Dictating) -> None:
    other = TextBox(desk, "Other")
    box = TextBox(desk)
    dictating.ask("deliver", text="x" * 4000, method="type")
    until(lambda: box.text, "the first letters")
    other.focus()
    done = dictating.answer()
    assert done["arrival"] == "failed"
    assert "focus" in done["notice"]
    assert len(box.text) + len(other.text) < 4000


def test_typing_waits_while_a_modifier_is_held(desk: Screen, dictating: Dictating) -> None:
    """Letters typed beside Ctrl would be commands."""
    box = TextBox(desk)
    dictating.ask("deliver", text="x" * 600, method="type")
    until(lambda: box.text, "the first letters")
    desk.down("ctrl")
    began = time.monotonic()
    until(lambda: time.monotonic() - began > 0.5, "half a second")
    desk.up("ctrl")
    assert dictating.answer()["arrival"] == "typed"
    until(lambda: len(box.text) >= 598, "all but what was on its way as the key went down")


def test_a_window_that_comes_while_a_modifier_is_held(desk: Screen, dictating: Dictating) -> None:
    other = TextBox(desk, "Other")
    box = TextBox(desk)
    desk.down("alt")
    dictating.ask("deliver", text="text")
    dictating.ask("deliver", text="text", method="type")
    other.focus()
    desk.up("alt")
    assert [dictating.answer()["arrival"] for _ in range(2)] == ["moved", "moved"]
    assert (box.text, other.text) == ("", "")


def test_a_copied_text_stays(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    either.ask("prepare")
    assert either.deliver("to stay", "copy")["arrival"] == "copied"
    assert clipboards.text() == "to stay"
    assert either.deliver("this too", "copy")["arrival"] == "copied"
    assert either.deliver("pasted")["arrival"] == "read"
    box.holds("pasted")
    clipboards.returned()
    assert clipboards.text() == "this too"


def test_undoing_a_paste(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "before ")
    box.holds("before ")
    assert dictating.deliver("and after")["arrival"] == "read"
    box.holds("before and after")
    dictating.ask("undo")
    assert dictating.answer()["arrival"] == "not confirmed"
    box.holds("before ")
    dictating.ask("undo")
    assert dictating.answer()["arrival"] == "failed"


def test_undoing_what_was_typed(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "before ")
    dictating.deliver("and several words after", "type")
    box.holds("before and several words after")
    dictating.ask("undo")
    assert dictating.answer()["arrival"] == "not confirmed"
    box.holds("before ")


def test_nothing_is_undone_in_another_window(desk: Screen, dictating: Dictating) -> None:
    other = TextBox(desk, "Other")
    box = TextBox(desk)
    dictating.deliver("text")
    box.holds("text")
    other.focus()
    dictating.ask("undo")
    refused = dictating.answer()
    assert refused["arrival"] == "failed"
    assert "Another window" in refused["notice"]
    box.holds("text")


def test_there_is_nothing_to_deliver(desk: Screen, dictating: Dictating) -> None:
    TextBox(desk)
    assert dictating.deliver("")["arrival"] == "failed"
