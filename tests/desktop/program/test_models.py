"""A model of one's own, from the menu of the tray to dictation, by keys alone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from asrpro.ui.tokens import LIGHT
from fixtures.programs import until
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk

WINDOW = "Models"
DIALOG = "The folder of a model"
HEAD = 64
"""Pixels from the top of the window, above all models: what has the focus there has a ring."""


def state(desk: Desk, name: str) -> str:
    """How near to use a Model is, as commands tell it; empty where none has this name."""
    known = json.loads(desk.asrpro("models", "list", "--json"))
    return next((one["state"] for one in known if one["id"] == name), "")


def test_what_a_command_adds_is_there_when_the_menu_is_opened(own_desk: Desk, whisper_folder: Path) -> None:
    own_desk.start()
    menu = TrayMenu(own_desk)
    own_desk.asrpro("models", "add", str(whisper_folder), "--id", "mine")
    menu.choose("model", "Right", "Down")
    until(lambda: own_desk.asrpro("settings", "get", "model.name").strip() == "mine", "the choice")
    own_desk.asrpro("models", "remove", "mine")
    assert own_desk.asrpro("settings", "get", "model.name").strip() != "mine"
    own_desk.asrpro("quit")
    assert "level=error" not in own_desk.log()


def test_ones_own_is_picked_added_and_used(own_desk: Desk, whisper_folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my models" / "Mine"
    shutil.copytree(whisper_folder, mine)
    own_desk.start()
    menu, screen = TrayMenu(own_desk), own_desk.screen
    menu.choose("model", "Right", "Up")  # nothing is in memory, so it is the last that can be chosen
    window = screen.window(WINDOW)
    until(lambda: screen.focused() == window, "the focus")
    # "Close" has it first; then come "Look for updates" and "Add model", whose menu has folders first.
    screen.key("Tab", "Tab", "space")
    until(menu.popups, "the menu of the button")
    menu.press("Down")
    screen.key("Return")
    dialog = screen.window(DIALOG)
    until(lambda: screen.focused() == dialog, "the focus on the dialogue")
    own_desk.copy(str(mine))
    screen.key("ctrl+a", "ctrl+v")

    def accepted() -> bool:
        screen.key("Return")  # the first may only close its list of names; no button of the window takes it
        return not screen.seen(DIALOG)

    until(accepted, "the dialogue's end")
    until(lambda: state(own_desk, "mine") == "present", "the model in the list")
    until(lambda: screen.focused() == window, "the focus on the window")
    left, top, width, _height = screen.place(window)
    until(lambda: LIGHT.accent not in screen.colours(left, top, width, HEAD), "the focus on what was added")
    screen.key("space")  # on "Use"
    until(lambda: own_desk.asrpro("settings", "get", "model.name").strip() == "mine", "the choice")
    screen.key("Escape")
    until(lambda: not screen.seen(WINDOW), "its end")
    assert own_desk.asrpro("models", "path", "mine").strip() == str(mine)
    own_desk.asrpro("quit")
    assert "level=error" not in own_desk.log()
