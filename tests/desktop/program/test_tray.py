"""The menu in the tray does what it says, into the window that had the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.ui.tokens import DARK, LIGHT
from fixtures.dictation_desk import LETTER
from fixtures.programs import PATIENCE, until
from fixtures.text_box import TextBox
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk

INKS = {
    bytes.fromhex(colour.removeprefix("#"))[::-1]: name
    for name, colour in {
        "dark ink": LIGHT.text,
        "light ink": DARK.text,
        "dark red": LIGHT.recording,
        "light red": DARK.recording,
    }.items()
}
"""As pixels of the screen."""


@pytest.fixture
def menu(running: Desk) -> TrayMenu:
    return TrayMenu(running)


def test_dictating_and_what_can_be_done_with_the_text(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    menu.choose("dictate")
    running.reach("recording")
    assert running.screen.focused() == box.window
    running.say()
    menu.choose("dictate")
    box.holds(f"{LETTER[1]} ")
    running.rest()
    menu.choose("paste_again")
    box.holds(f"{LETTER[1]} " * 2)
    running.copy("something else")
    menu.choose("copy_last")
    until(lambda: running.clipboard() == f"{LETTER[1]} ", "the copy")


def test_discarding(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    before = running.newest()
    menu.choose("dictate")
    running.reach("recording")
    running.say()
    menu.choose("cancel")
    running.reach("cancelled")
    until(lambda: not running.sound.in_use(), "the end of the recording")
    assert running.remembered(before)["outcome"] == "cancelled"
    menu.choose("retry")
    box.holds(f"{LETTER[1]} ")


def test_paste_again_goes_to_whatever_window_has_the_focus_by_then(running: Desk, box: TextBox, menu: TrayMenu) -> None:
    running.dictate()
    box.holds(f"{LETTER[1]} ")
    running.rest()
    other = TextBox(running.screen, "Other")
    menu.choose("paste_again")
    other.holds(f"{LETTER[1]} ")
    running.programs.end(other.process)


def test_choosing_a_model(running: Desk, box: TextBox, menu: TrayMenu, whisper_folder: Path) -> None:
    def heard_by(model: str) -> None:
        before = running.newest()
        running.dictate()
        assert running.remembered(before)["model"] == model

    running.set("model.name", str(whisper_folder))
    menu.choose("model", "Right")  # the first one
    until(lambda: running.asrpro("settings", "get", "model.name").strip() == "pocketsphinx-en-us", "the choice")
    heard_by("pocketsphinx-en-us")
    until(lambda: box.text, "the text")
    menu.choose("model", "Right", "Down")  # the one from the folder
    until(lambda: running.asrpro("settings", "get", "model.name").strip() == str(whisper_folder), "the choice")
    heard_by(whisper_folder.name)


def test_quitting(own_desk: Desk) -> None:
    process = own_desk.start()
    TrayMenu(own_desk).choose("quit")
    assert process.wait(PATIENCE) == 0
    assert own_desk.programs.output(process) == ""


def test_the_icon_stands_out_from_the_panel_and_red_is_in_it_only_while_recording(own_desk: Desk) -> None:
    own_desk.start()
    menu = TrayMenu(own_desk)

    def inks() -> set[str]:
        """Colours that are surely no part of a panel, nor of the edge of a line."""
        pixels = own_desk.screen.picture(menu.icon)
        return {INKS[pixel] for at in range(0, len(pixels), 4) if (pixel := pixels[at : at + 3]) in INKS}

    until(lambda: inks() == {"dark ink"}, "a dark icon", instead=inks)
    own_desk.screen.hide_tray()
    own_desk.screen.show_tray(dark=True)
    until(lambda: inks() == {"light ink"}, "a light icon", instead=inks)
    own_desk.ask("start")
    until(lambda: inks() == {"light ink", "light red"}, "a red mark", instead=inks)
    own_desk.ask("cancel")
    until(lambda: inks() == {"light ink"}, "no red mark", instead=inks)
    own_desk.screen.hide_tray()
    own_desk.screen.show_tray()
    own_desk.ask("start")
    until(lambda: inks() == {"dark ink", "dark red"}, "a dark icon with a mark", instead=inks)
