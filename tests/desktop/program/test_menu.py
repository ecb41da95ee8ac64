"""What is chosen in the menu of the tray counts, and nothing in it moves while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import LETTER
from fixtures.programs import until
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk
    from fixtures.text_box import TextBox

HOST = "asrpro.runtime.host_main"
MODEL = "pocketsphinx-en-us"


@pytest.fixture
def menu(running: Desk) -> TrayMenu:
    return TrayMenu(running)


def chosen(desk: Desk, setting: str) -> str:
    return desk.asrpro("settings", "get", setting).strip()


def test_another_microphone_is_heard(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    running.sound.plug("second")
    until(lambda: "second" in running.asrpro("devices"), "the second one")
    menu.choose("microphone", "Right", "Down", "Down")
    until(lambda: chosen(running, "audio.microphone") == "second", "the choice")
    running.screen.down("F9")
    running.reach("recording")
    running.say_into("second")
    running.screen.up("F9")
    box.holds(f"{LETTER[1]} ")
    running.rest()
    running.sound.unplug("second")


def test_a_language_of_the_model(running: Desk, menu: TrayMenu, whisper_folder: Path) -> None:
    running.set("model.name", str(whisper_folder))
    menu.choose("language", "Right", "Up", "Up")  # beyond all of them: the last of the near ones
    until(lambda: chosen(running, "model.language") == "en", "English")
    menu.choose("language", "Right", "Up", "Right", "Down", "Down")
    until(lambda: chosen(running, "model.language") == "am", "the third of all")
    menu.choose("language", "Right")
    until(lambda: chosen(running, "model.language") == "", "none")


def test_older_transcripts_are_copied(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    running.dictate()
    box.holds(f"{LETTER[1]} ")
    running.rest()
    running.dictate("we will see")
    box.holds(f"{LETTER[1]} We will see. ")
    running.rest()
    until(lambda: running.history()[0]["delivered"] == "We will see.", "the history")
    menu.choose("recent", "Right", "Down")
    until(lambda: running.clipboard() == LETTER[1], "the older one", instead=running.clipboard)
    running.notices("The text is on the clipboard")


def test_memory_is_given_back(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    running.dictate()
    box.holds(f"{LETTER[1]} ")
    running.rest()
    until(lambda: running.asked("models")["models"].get(MODEL, {}).get("state") == "ready", "nobody to use it")
    assert running.children(HOST)
    menu.choose("model", "Right", "Up")
    until(lambda: not running.children(HOST), "the end of the engine")
    running.dictate()
    box.holds(f"{LETTER[1]} " * 2)


def test_it_stays_as_it_is_while_it_is_open(running: Desk, menu: TrayMenu) -> None:
    def seen() -> list[bytes]:
        return [running.screen.picture(popup) for popup in menu.popups()]

    with menu.unfold("microphone"):
        before = seen()
        running.sound.plug("third")
        until(lambda: "third" in running.asrpro("devices"), "the new one")
        running.ask("start")
        running.reach("recording")
        assert seen() == before
    with menu.unfold("microphone"):
        assert seen() != before
    running.ask("cancel")
    running.sound.unplug("third")
