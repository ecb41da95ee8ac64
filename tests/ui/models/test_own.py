"""Models of one's own are added, told of and taken off the list in the window."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from asrpro import paths
from fixtures import forms
from fixtures.model_window import ROUGH, whole

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.model_window import Opened

BUILT_IN = "PocketSphinx, US English (rough, for trying out)"


def test_ones_own_are_added_used_and_removed_from_the_list(
    opened: Opened, whisper_folder: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "My Whisper"
    shutil.copytree(whisper_folder, mine)
    assert QTest.qWaitForWindowActive(opened.window)
    opened.page.add(mine)
    opened.says("my-whisper is added. Press Use to dictate with it.")
    opened.wait(lambda: opened.row("my-whisper"), "its row")
    assert "Yours" in opened.texts("my-whisper")
    assert str(mine) in opened.texts("my-whisper")

    def focused() -> QPushButton | None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QPushButton) and focus.accessibleName() == "Use: my-whisper":
            return focus
        return None

    opened.wait(focused, "the focus on what is likely wanted next").click()
    opened.wait(lambda: "Hears you" in opened.texts("my-whisper"), "the choice")
    assert opened.catalogue.find(opened.settings.current.model.name).path == mine
    opened.press("my-whisper", "Remove")
    opened.wait(lambda: opened.row("my-whisper") is None, "its end")
    opened.says(f"my-whisper is not listed any more; its files stay as they are. {BUILT_IN} hears you from now on.")
    assert (opened.settings.current.model.name, (mine / "model.bin").exists()) == (ROUGH, True)


def test_one_that_is_added_though_it_hears_already_is_one_row_that_says_so(
    opened: Opened, whisper_folder: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "Mine"
    shutil.copytree(whisper_folder, mine)
    opened.settings.set("model.name", str(mine))
    opened.page.add(mine)
    opened.says("mine is added. It hears you already.")
    opened.wait(lambda: "Hears you" in opened.texts("mine"), "its row")
    assert opened.offers("mine") == ["Remove"]
    assert [title for title in opened.titles() if title.lower() == "mine"] == ["mine"]


def test_one_at_a_server_that_was_chosen_by_its_address_is_the_one_with_a_name(opened: Opened) -> None:
    address = "http://127.0.0.1:9/v1#w1"
    opened.settings.set("model.name", address)
    opened.page.look()
    opened.wait(lambda: "Hears you" in opened.texts("w1 at 127.0.0.1:9"), "its row")
    opened.registered.add_place("nas", address)
    opened.page.look()
    opened.wait(lambda: "Hears you" in opened.texts("nas (w1 at 127.0.0.1:9)"), "the same with its name")
    assert opened.row("w1 at 127.0.0.1:9") is None


def test_what_is_no_model_is_told_in_a_sentence(opened: Opened, tmp_path: Path) -> None:
    opened.page.add(tmp_path)
    told = opened.asked()
    assert told.text() == f"{tmp_path} does not hold a model this program can run."
    assert "Hugging Face" in told.informativeText()
    opened.answer("Close")
    assert opened.window.findChild(QMessageBox) is None
    assert not opened.said


def test_one_that_went_away_can_only_be_removed(opened: Opened, tmp_path: Path) -> None:
    opened.page._slow.stop()
    opened.registered.add("gone", tmp_path / "nowhere")
    opened.wait(lambda: opened.row("gone"), "its row")
    assert "Cannot be used" in opened.texts("gone")
    assert opened.offers("gone") == ["Remove"]


def test_one_that_is_listed_is_not_said_to_be_added(opened: Opened, whisper_folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "Mine"
    shutil.copytree(whisper_folder, mine)
    opened.page.add(mine)
    opened.says("mine is added. Press Use to dictate with it.")
    opened.wait(lambda: opened.row("mine"), "its row")
    bar = opened.page._list.verticalScrollBar()
    bar.setValue(bar.maximum())
    opened.page.add(mine)
    opened.says("mine is listed already. Press Use to dictate with it.")
    row = opened.row("mine")
    assert row
    opened.wait(lambda: whole(row), "its row in sight")
    assert list(opened.registered.all) == ["mine"]
    opened.settings.set("model.name", "mine")
    opened.page.add(mine)
    opened.says("mine is listed already. It hears you.")


def test_one_that_is_listed_and_cannot_run_here_says_both(opened: Opened, tmp_path: Path) -> None:
    file = forms.nemo(tmp_path / "mine.nemo")
    opened.page.add(file)
    opened.wait(lambda: "mine" in opened.texts("mine"), "its row")
    opened.page.add(file)
    opened.says(f"mine is listed already, but cannot be used here. {opened.texts('mine')[-1]}")


def test_where_names_were_damaged_people_are_told_where_they_are_kept(
    opened: Opened, whisper_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = paths.models() / "registered.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"other": "/away', "utf-8")
    opened.page.add(whisper_folder)
    opened.wait(lambda: [one for one in opened.said if "The file as it was is kept as" in one], "what was damaged")
    opened.wait(lambda: [one for one in opened.said if "is added." in one], "the new one")
    assert [one.read_text("utf-8") for one in file.parent.glob("registered.json.damaged-*")] == ['{"other": "/away']
    assert caplog.records
