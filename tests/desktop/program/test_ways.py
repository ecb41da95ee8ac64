"""What a dictation did not bring is had by a key after all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fixtures.dictation_desk import LETTER
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk
    from fixtures.text_box import TextBox


def written(desk: Desk, **groups: object) -> None:
    """Write settings into the file by hand, and wait until they count."""
    file: Path = desk.programs.folder / "home" / "config" / "settings.json"
    before = desk.log().count("the settings have changed")
    file.write_text(json.dumps({"version": 1, **groups}), "utf-8")
    until(lambda: desk.log().count("the settings have changed") > before, "the setting to count")


def test_what_failed_for_a_wrong_model_is_tried_again_by_its_key(running: Desk, box: TextBox) -> None:
    written(running, model={"name": str(running.programs.folder / "no-such-model")})
    running.dictate()
    running.reach("failed")
    assert running.notices("is kept").endswith("What you said is kept. To try it again: Ctrl+Shift+F11.")
    until(lambda: running.screen.seen("ASR Pro: Retry"), "what can be clicked")
    written(running)
    running.screen.key("ctrl+shift+F11")
    box.holds(f"{LETTER[1]} ")


def test_what_was_dropped_is_inserted_by_its_key(running: Desk, box: TextBox) -> None:
    written(running, delivery={"replacements": {LETTER[0]: ""}})
    running.dictate()
    assert running.notices("left out").endswith("1 line was left out; Ctrl+Shift+F8 inserts it anyway.")
    until(lambda: running.screen.seen("ASR Pro: Insert anyway"), "what can be clicked")
    assert box.text == ""
    running.screen.key("ctrl+shift+F8")
    box.holds(f"{LETTER[0]} ")


def test_another_key_for_it_is_named_and_works(running: Desk, box: TextBox) -> None:
    running.set("hotkey.retry", "ctrl+F7")
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    running.screen.key("Escape")
    running.screen.up("F9")
    running.reach("cancelled")
    running.screen.key("ctrl+F7")
    box.holds(f"{LETTER[1]} ")
