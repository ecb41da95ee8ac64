"""What is there of a dictation once the program has been started again, and what is said of how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.dictation.view import Ended
from asrpro.settings.hotkeys import DictationKey, HotkeySettings
from fixtures.dictation import World
from fixtures.dictation_parts import BROWSER, EDITOR, Said
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path


def again(folder: Path) -> World:
    """The program, started once more by the same user."""
    world = World(folder)
    until(lambda: world.loop.drain() or world.view.can_paste or None, "the last text")
    return world


def test_the_last_text_is_pasted_after_a_new_start(world: World, tmp_path: Path) -> None:
    world.dictate()
    world.quiet()
    world.close()
    later = again(tmp_path)
    later.dictation.paste_again()
    until(lambda: later.window.texts or later.loop.drain(), "the text")
    assert later.window.texts == [("Hello world.", EDITOR, "paste")]
    later.close()
    later.history.close()


def test_what_only_went_to_the_clipboard_is_called_so(world: World) -> None:
    world.press()
    world.speak()
    world.window.focus = BROWSER
    world.release()
    ended = world.quiet().ended
    words = "Another window has the focus now; the text is on the clipboard."
    assert ended == Ended(number=1, how="copied", into="chromium", words=words, notice=words)
    world.close()
    assert [entry.outcome for entry in world.entries()] == ["copied"]


def test_how_each_ended_is_told_with_a_number_of_its_own(world: World) -> None:
    world.dictate()
    first = world.quiet().ended
    world.said = Said([])
    world.dictate()
    second = world.quiet().ended
    assert first is not None
    assert second is not None
    assert (first.number, first.how, second.number, second.how) == (1, "pasted", 2, "nothing heard")


def test_where_the_model_of_a_key_is_missing_another_try_takes_that_of_all(world: World) -> None:
    key = DictationKey(keys="f9", mode="hold", model="gone")
    world.settings = world.settings.model_copy(update={"hotkey": HotkeySettings(dictate=(key,))})
    world.dictation.settings_changed()
    world.loop.drain()
    world.dictate()
    view = world.quiet()
    assert (view.state, view.can_retry) == ("failed", True)
    assert view.notice.endswith("What you said is kept. To try it again: Ctrl+Shift+F11.")
    world.said = Said(["At last."])
    world.dictation.retry()
    until(lambda: world.window.texts or world.loop.drain(), "the text")
    assert [text for text, _target, _method in world.window.texts] == ["At last. "]


def test_a_text_waits_until_a_menu_of_ours_gives_the_keyboard_back(world: World) -> None:
    world.menu_open = True
    world.dictate()
    world.loop.drain()
    assert (world.window.texts, world.view.state) == ([], "finishing")
    world.menu_open = False
    world.dictation.keyboard_free()
    world.quiet()
    assert world.window.texts == [("Hello world. ", EDITOR, "paste")]
    world.close()
