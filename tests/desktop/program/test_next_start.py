"""What the next start of the program makes good: a model that was moved away, and what was said meanwhile."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from fixtures.dictation_desk import ASRPRO, LETTER
from fixtures.programs import until
from fixtures.text_box import TextBox
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk


def start(desk: Desk) -> None:
    """Start the program so that its log has what it tells."""
    desk.process = desk.programs.start(*ASRPRO, "--log-level", "debug")
    until(desk.status, "the program")


def test_what_failed_without_a_model_is_text_after_the_next_start(
    own_desk: Desk, whisper_folder: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "my model"
    shutil.copytree(whisper_folder, gone)
    own_desk.asrpro("settings", "set", "model.name", str(gone))
    gone.rename(tmp_path / "elsewhere")
    start(own_desk)
    missing = f"The chosen model cannot be used. There is no model at {gone}. Put it back where it was, or pick another"
    until(lambda: any(missing in told for told in own_desk.told()), "that the model is missing", instead=own_desk.told)
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    own_desk.reach("failed")
    own_desk.asrpro("quit")
    own_desk.asrpro("settings", "set", "model.name", "pocketsphinx-en-us")
    before = len(own_desk.told())
    start(own_desk)
    until(lambda: "retry" in own_desk.status()["can"], "the offer of another try")
    box.focus()
    TrayMenu(own_desk).choose("retry")
    box.holds(f"{LETTER[1]} ")
    own_desk.rest()
    assert "retry" not in own_desk.status()["can"]
    assert not any("model" in told for told in own_desk.told()[before:])

    def outcomes() -> list[str]:
        return [entry["outcome"] for entry in own_desk.history()]

    until(lambda: outcomes() == ["delivered", "failed"], "both in the history", instead=outcomes)
