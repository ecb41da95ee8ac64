"""From key press to delivered text."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.desktop.ports import Delivered
from asrpro.domain import Audio
from asrpro.settings.hotkeys import HotkeySettings
from fixtures.dictation_parts import BROWSER, EDITOR, Said
from fixtures.programs import until

if TYPE_CHECKING:
    from typing import Any

    from fixtures.dictation import World


def choose(world: World, **groups: dict[str, Any]) -> None:
    """Change settings."""
    document = world.settings.model_dump()
    for name, values in groups.items():
        document[name] |= values
    world.settings = type(world.settings).model_validate(document)
    world.dictation.settings_changed()
    world.loop.drain()


def test_what_is_spoken_while_a_key_is_held_lands_in_the_window(world: World) -> None:
    world.press()
    assert world.window.prepared == 1
    assert world.view.state == "opening"
    world.speak(2.0)
    assert (world.view.state, world.view.elapsed) == ("recording", 2.0)
    assert world.view.model.startswith("PocketSphinx")
    world.release()
    view = world.quiet()
    assert world.window.texts == [("Hello world. ", EDITOR, "paste")]
    assert (view.state, view.notice, view.can_paste, view.can_retry) == ("idle", "", True, False)
    assert world.recognitions[0].heard == pytest.approx(2.0)
    assert next(view.state for view in world.views if view.state != "idle") == "opening"


def test_nothing_heard_before_the_release_is_lost(world: World) -> None:
    world.press()
    world.speak(1.0)
    world.microphones[0].tail = Audio(np.zeros(8000, np.float32))
    world.release()
    world.quiet()
    assert world.recognitions[0].heard == pytest.approx(1.5)
    until(lambda: world.tapes and world.tapes[0].settled, "the recording to be settled")
    with wave.open(str(world.tapes[0].path)) as tape:
        assert tape.getnframes() == 24_000


def test_words_are_shown_while_they_come(world: World) -> None:
    world.press()
    world.speak()
    told = world.recognitions[0].told
    told["on_partial"]("hel")
    world.microphones[0].level(-20.0)
    assert (world.view.tentative, world.view.level) == ("hel", -20.0)
    world.release()
    world.quiet()
    assert "Hello world." in {view.settled for view in world.views}
    assert (world.view.settled, world.view.tentative) == ("", "")


def test_the_menu_dictates_without_a_key(world: World) -> None:
    world.dictation.toggle()
    world.loop.drain()
    world.speak()
    world.dictation.start()
    world.dictation.toggle()
    world.quiet()
    assert [text for text, _target, _method in world.window.texts] == ["Hello world. "]


def test_what_a_key_says_goes_over_the_settings(world: World) -> None:
    choose(world, hotkey={"dictate": [{"keys": "f8", "language": "en", "model": "pocketsphinx"}, {"keys": "f9"}]})
    world.dictate()
    assert world.recognitions[0].request.options.language == "en"
    assert world.microphones[0].wanted == "mine"
    world.quiet()


def test_what_was_chosen_at_the_press_counts_to_the_end(world: World) -> None:
    choose(world, delivery={"space": "none", "method": "type"})
    world.press()
    world.speak()
    choose(world, delivery={"space": "after", "method": "paste"})
    world.release()
    world.quiet()
    assert world.window.texts == [("Hello world.", EDITOR, "type")]


def test_with_the_focus_elsewhere_the_text_is_copied_and_that_is_said(world: World) -> None:
    world.press()
    world.speak()
    world.window.focus = BROWSER
    world.release()
    assert "Another window has the focus now" in world.quiet().notice
    assert world.window.texts == [("Hello world. ", BROWSER, "copy")]


def test_or_it_is_delivered_there_if_that_is_wanted(world: World) -> None:
    choose(world, delivery={"focus_changed": "deliver"})
    world.press()
    world.speak()
    world.window.focus = BROWSER
    world.release()
    world.quiet()
    assert world.window.texts == [("Hello world. ", BROWSER, "paste")]


def test_a_title_that_changes_is_the_same_window(world: World) -> None:
    world.press()
    world.speak()
    world.window.focus = type(EDITOR)(EDITOR.id, "notes *", EDITOR.program)
    world.release()
    world.quiet()
    assert world.window.texts[0][2] == "paste"


def test_a_press_while_another_is_finished_begins_at_once_and_they_end_in_order(world: World) -> None:
    world.said = Said(["First."], waits=True)
    world.dictate()
    world.said = Said(["Second."])
    world.press()
    world.speak()
    assert (world.view.state, world.view.waiting) == ("recording", 1)
    world.release()
    until(lambda: (world.view and world.recognitions[1].ended) or None, "the second to be recognised")
    assert world.window.texts == []
    assert world.view.state == "finishing"
    world.recognitions[0].speak()
    world.quiet()
    assert [text for text, _target, _method in world.window.texts] == ["First. ", "Second. "]


def test_two_texts_never_interleave(world: World) -> None:
    world.window.waits = True
    world.dictate()
    until(lambda: (world.view and world.window.done) or None, "the first delivery")
    world.dictate()
    until(lambda: (world.view and world.recognitions[1].ended) or None, "the second to be recognised")
    assert len(world.window.texts) == 1
    world.window.arrive()
    until(lambda: (world.view and len(world.window.texts) == 2) or None, "the second delivery")
    world.window.arrive()
    world.quiet()


def test_silence_ends_a_dictation_where_that_is_wanted(world: World) -> None:
    choose(world, dictation={"stop_after_silence": 2.0})
    world.tap("dictate 1")
    world.speak(3.0)
    silent = world.recognitions[0].told["on_silence"]
    silent(1.9)
    assert world.view.state == "recording"
    silent(2.0)
    world.quiet()
    assert len(world.window.texts) == 1


def test_escape_is_taken_only_while_something_is_recorded(world: World) -> None:
    assert "cancel" not in world.keyboard.bound
    world.press()
    world.speak()
    assert "cancel" in world.keyboard.bound
    world.tap("cancel")
    view = world.quiet()
    assert "cancel" not in world.keyboard.bound
    assert (view.state, view.can_retry) == ("cancelled", True)
    assert world.window.texts == []


@pytest.mark.parametrize(
    ("key", "words"),
    [("ctrl+f8", "Press Ctrl+F8 once more to cancel"), ("", "Press once more to cancel")],
)
def test_the_key_that_cancels_is_called_by_its_name(world: World, key: str, words: str) -> None:
    world.dictation.start()
    world.loop.drain()
    world.speak(31.0)
    world.settings = world.settings.model_copy(update={"hotkey": HotkeySettings(cancel=key)})
    world.tap("cancel")
    assert world.view.notice == f"{words} this long recording."
    world.loop.go(1.0)
    world.tap("cancel")
    assert world.quiet().state == "cancelled"


def test_a_long_recording_asks_before_it_is_cancelled(world: World) -> None:
    world.dictation.start()
    world.loop.drain()
    world.speak(31.0)
    world.tap("cancel")
    assert world.view.notice == "Press Esc once more to cancel this long recording."
    world.loop.go(3.0)
    assert (world.view.notice, world.view.state) == ("", "recording")
    world.tap("cancel")
    world.loop.go(1.0)
    world.tap("cancel")
    assert world.quiet().state == "cancelled"


def test_the_menu_cancels_what_is_still_recognised(world: World) -> None:
    world.said = Said(waits=True)
    world.dictate()
    world.dictation.cancel()
    assert world.quiet().state == "cancelled"
    assert world.recognitions[0].cancelled


def test_a_modifier_alone_shows_nothing_until_it_was_held(world: World) -> None:
    before = len(world.views)
    world.press(2)
    world.speak(0.2)
    assert (len(world.views), world.window.prepared, world.tapes) == (before, 0, [])
    world.speak(0.1)
    assert world.view.state == "recording"
    world.release(2)
    world.quiet()
    assert world.recognitions[0].heard == pytest.approx(0.3)
    assert len(world.window.texts) == 1


@pytest.mark.parametrize("end", ["release", "other"])
def test_a_modifier_used_as_one_leaves_no_trace(world: World, end: str) -> None:
    before = len(world.views)
    world.press(2)
    world.speak(0.1)
    getattr(world, end)(2)
    world.quiet()
    assert (len(world.views), world.recognitions, world.tapes) == (before, [], [])


def test_a_shortcut_typed_slowly_leaves_none_either(world: World) -> None:
    world.press(2)
    world.speak(1.0)
    world.other(2)
    view = world.quiet()
    world.close()
    assert (view.state, view.can_retry) == ("idle", False)
    assert [tape.path.exists() for tape in world.tapes if tape.path] == [False]
    assert world.entries() == []


def test_the_last_text_is_pasted_copied_and_taken_back(world: World) -> None:
    world.dictate()
    world.quiet()
    world.window.focus = BROWSER
    world.tap("paste_again")
    assert world.window.texts[1:] == [("Hello world. ", BROWSER, "paste")]
    world.tap("copy_last")
    assert world.window.texts[2:] == [("Hello world. ", BROWSER, "copy")]
    assert world.view.notice == "The text is on the clipboard."
    world.tap("undo")
    assert (world.window.undone, world.view.notice) == (1, "Another window has the focus.")


def test_before_the_first_dictation_there_is_no_last_text(world: World) -> None:
    for command in (world.dictation.paste_again, world.dictation.copy_last):
        command()
        assert world.view.notice == "Nothing was dictated yet."
    world.dictation.retry()
    assert world.view.notice == "There is nothing to retry."
    world.dictation.insert_anyway()
    assert world.view.notice == "Nothing was held back."


def test_a_text_that_nobody_reads_is_said_until_it_is_read(world: World) -> None:
    world.window.waits = True
    world.dictate()
    until(lambda: (world.view and world.window.done) or None, "the delivery")
    done = world.window.done.pop()
    done(Delivered("not read", EDITOR, 1.0, notice="The text is on the clipboard."))
    view = world.quiet()
    assert (view.state, view.notice, view.can_paste, view.can_retry) == (
        "failed", "The text is on the clipboard. To paste it again: Shift+F9.", True, False,
    )  # fmt: skip
    done(Delivered("read", EDITOR, 1.0, 2.0))
    assert (world.view.state, world.view.notice) == ("idle", "")
    world.close()
    assert [(entry.outcome, entry.error) for entry in world.entries()] == [("delivered", "")]
