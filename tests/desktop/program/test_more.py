"""What the menu has besides dictation: permissions, settings, logs, About."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from fixtures.programs import until
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk

ABOUT, PERMISSIONS = "About ASR Pro", "Permissions"


def height(menu: TrayMenu, desk: Desk) -> int:
    """How high the menu is, in pixels."""
    with menu.open() as window:
        found = desk.screen.place(window)[3]
        desk.screen.key("Escape")
    return found


def test_about_opens_with_the_focus_and_escape_closes_it(running: Desk) -> None:
    menu = TrayMenu(running)
    for _again in range(2):
        menu.choose("about")
        window = running.screen.window(ABOUT)
        until(lambda window=window: running.screen.focused() == window, "the focus")
        running.screen.key("Escape")
        until(lambda: not running.screen.seen(ABOUT), "its end")
    assert "level=error" not in running.log()


def test_what_is_missing_is_said_and_shown_for_as_long_as_it_is(own_desk: Desk) -> None:
    own_desk.sound.end()
    own_desk.start()
    until(own_desk.says_something, "the notice")
    menu = TrayMenu(own_desk)
    until(lambda: "Microphone missing, Keyboard not needed" in own_desk.log(), "the look")
    with_it = height(menu, own_desk)
    menu.choose("permissions")
    until(lambda: own_desk.screen.focused() == own_desk.screen.window(PERMISSIONS), "the focus")
    own_desk.sound.begin()
    own_desk.sound.plug("vmic", default=True)
    until(lambda: "Microphone granted, Keyboard not needed" in own_desk.log(), "another look")
    own_desk.screen.key("Escape")
    until(lambda: not own_desk.screen.seen(PERMISSIONS), "its end")
    assert height(menu, own_desk) < with_it
    own_desk.asrpro("quit")
    assert "level=error" not in own_desk.log()


def test_settings_and_logs_open_in_what_the_desktop_opens_them_with(own_desk: Desk, tmp_path: Path) -> None:
    tools, opened = tmp_path / "bin", tmp_path / "opened"
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >>{opened}\n')
    opener.chmod(0o755)
    opened.touch()
    own_desk.start(PATH=f"{tools}:{os.environ['PATH']}")
    menu, file = TrayMenu(own_desk), tmp_path / "home" / "config" / "settings.json"
    assert not file.exists()
    menu.choose("settings_file")
    until(lambda: opened.read_text("utf-8"), "the editor")
    assert json.loads(file.read_bytes()).keys() == {"version"}
    menu.choose("logs")
    until(lambda: len(opened.read_text("utf-8").splitlines()) > 1, "the folder")
    assert opened.read_text("utf-8").splitlines() == [str(file), str(tmp_path / "home" / "log")]
    own_desk.asrpro("quit")


def test_the_doctor_finds_all_well_and_takes_no_key_from_the_program(running: Desk) -> None:
    report = json.loads(running.asrpro("doctor", "--json"))
    found = {check["name"]: (check["state"], check["found"]) for check in report["checks"]}
    assert report["dictation"] is True
    assert found["Desktop"] == ("ok", "X11")
    assert found["In the tray"] == ("ok", "it runs")
    assert found["Microphones"] == ("ok", "1, default: Vmic")
    assert found["Hotkeys"] == ("ok", "F9, Right Ctrl")
