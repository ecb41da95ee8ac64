"""Whatever the program has to tell is read, and never in the way of a dictation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import ASRPRO, LETTER, OVERLAY
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk

RETRY = "ASR Pro: Retry"


def damaged(desk: Desk, text: str) -> Path:
    """A settings file that is not as it should be."""
    file: Path = desk.programs.folder / "home" / "config" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return file


def start(desk: Desk) -> None:
    """Start the program so that its log has what it tells."""
    desk.process = desk.programs.start(*ASRPRO, "--log-level", "debug")
    until(desk.status, "the program")


@pytest.mark.parametrize("overlay", ["bottom", "off"])
def test_what_is_wrong_at_the_start_and_with_a_dictation_is_both_told(own_desk: Desk, overlay: str) -> None:
    damaged(own_desk, f'{{"ui": {{"overlay": "{overlay}"}}, "model": {{"name": "/nowhere", "beam_size": "many"}}}}')
    start(own_desk)
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    own_desk.reach("failed")
    if overlay == "off":
        until(lambda: "/nowhere" in "".join(own_desk.told()), "the failure in the tray")
        assert "beam_size" in own_desk.told()[0]
        assert all(line.startswith("in the tray") for line in own_desk.told())
    else:
        until(lambda: own_desk.screen.seen(RETRY), "the failure")
        before = len(own_desk.told())
        until(lambda: not own_desk.screen.seen(RETRY), "its end")
        until(lambda: "beam_size" in "".join(own_desk.told()[before:]), "what a dictation had taken the place of")
        assert own_desk.screen.seen(OVERLAY)
    assert box.text == ""


def test_the_first_time_it_is_said_how_it_is_used(own_desk: Desk) -> None:
    own_desk.asrpro("settings", "set", "model.language", "en")
    assert own_desk.history() == []
    start(own_desk)
    until(lambda: own_desk.screen.seen(OVERLAY), "the greeting")
    assert own_desk.told()[0].startswith("over their windows: ASR Pro is ready. Hold F9 and speak")
    own_desk.asrpro("quit")
    before = len(own_desk.told())
    start(own_desk)
    own_desk.dictate()
    own_desk.rest()
    assert len(own_desk.told()) == before


def test_a_settings_file_that_breaks_is_told_once_and_mending_it_is_not(own_desk: Desk) -> None:
    file = damaged(own_desk, '{"version": 1, "delivery": {"space": "none"}}')
    start(own_desk)
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    box.holds(LETTER[1])
    before = len(own_desk.told())
    file.write_text('{\n  "delivery": {"space": ', "utf-8")
    until(lambda: len(own_desk.told()) > before, "what is wrong")
    assert "line 2, column 25" in own_desk.told()[-1]
    assert "What cannot be read stays as it was before." in own_desk.told()[-1]
    own_desk.dictate()
    box.holds(LETTER[1] * 2)
    changes = own_desk.log().count("the settings have changed")
    file.write_text('{"version": 1, "delivery": {"space": "before"}}', "utf-8")
    until(lambda: own_desk.log().count("the settings have changed") > changes, "the new settings")
    own_desk.dictate()
    box.holds(f"{LETTER[1] * 2} {LETTER[1]}")
    assert all("line 2" in line for line in own_desk.told()[before:])
