"""What people do with Models in their window."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from asrpro import paths
from asrpro.dictation.engines import Engines
from asrpro.runtime.job import Priority
from asrpro.transcription.request import request
from fixtures.fetching import REPOSITORY, WEIGHTS, files
from fixtures.hub_server import Fault
from fixtures.model_window import ROUGH, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.hub_server import HubServer
    from fixtures.model_window import Opened

TITLE = "Whisper small"
BUILT_IN = "PocketSphinx, US English (rough, for trying out)"


def here(opened: Opened, hub: HubServer, whisper_folder: Path) -> Path:
    """Have a Model that really loads downloaded; returns where it lies."""
    hub.repositories[REPOSITORY].files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    opened.press(TITLE, "Download")
    opened.says(f"{TITLE} is here and hears you from now on.")
    # A look that began before it was chosen shows "Use", too, and one that began after that may follow it.
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the choice")
    opened.settings.set("model.name", ROUGH)
    opened.page.look()
    opened.wait(lambda: "Use" in opened.offers(TITLE), "the model")
    return paths.models() / "faster_whisper" / SMALL


def test_the_best_for_this_computer_comes_first_with_its_reason(opened: Opened, hub: HubServer) -> None:
    rows = [row.accessibleName() for row in opened.window.findChildren(type(opened.row(TITLE)))]
    assert set(rows) >= {TITLE, f"{BUILT_IN}, Built in"}
    texts = opened.texts(TITLE)
    assert texts[:2] == [TITLE, "Recommended"]
    assert "99 languages" in texts[3]
    assert texts[-1] == "Runs well on this."
    assert (opened.offers(TITLE), opened.offers(BUILT_IN)) == (["Download"], [])
    assert opened.texts(BUILT_IN)[1:3] == ["Hears you", "Built in"]
    assert hub.asked == [], "nothing is asked before somebody wants it"


def test_a_download_shows_how_far_it_is_and_is_used_in_the_end(opened: Opened, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    row = opened.row(TITLE)
    assert row
    before = opened.wait(lambda: row.height() if row.height() > row.minimumSizeHint().height() / 2 else 0, "its height")
    opened.press(TITLE, "Download")
    opened.wait(lambda: opened.bar(TITLE) == 499, "half of it")
    assert opened.offers(TITLE) == ["Cancel"]
    assert "Downloading" in opened.texts(TITLE)
    told = opened.wait(lambda: next((one for one in opened.texts(TITLE) if " of 301 kB" in one), ""), "how far it is")
    assert told.startswith("150 kB of 301 kB")
    assert row.height() == before
    hub.go_on.set()
    opened.says(f"{TITLE} is here and hears you from now on.")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the choice")
    opened.wait(lambda: opened.bar(TITLE) is None, "the end of the bar")
    assert opened.settings.current.model.name == SMALL


def test_a_download_that_is_begun_here_leaves_what_was_chosen(
    opened: Opened, whisper_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(whisper_folder, tmp_path / "mine")
    opened.settings.set("model.name", str(tmp_path / "mine"))
    opened.press(TITLE, "Download")
    opened.says(f"{TITLE} is here. Press Use to dictate with it.")
    assert opened.settings.current.model.name == str(tmp_path / "mine")
    opened.press(TITLE, "Use")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the choice")


def test_a_download_is_cancelled_at_once_and_the_focus_stays_in_its_row(opened: Opened, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    assert QTest.qWaitForWindowActive(opened.window)
    row = opened.row(TITLE)
    assert row
    row.focus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert hub.held.wait(20)
    button = QApplication.focusWidget()
    assert isinstance(button, QPushButton)
    assert (button.text(), button.accessibleName()) == ("Cancel", f"Cancel the download: {TITLE}")
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (opened.bar(TITLE), opened.getting.running) == (None, {})
    assert QApplication.focusWidget() in row.buttons
    assert opened.offers(TITLE) == ["Download"]
    assert opened.said == []


def test_what_came_before_an_interruption_is_told_and_can_be_deleted(opened: Opened, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    opened.press(TITLE, "Download")
    assert hub.held.wait(20)
    opened.wait(lambda: opened.bar(TITLE) == 499, "half of it")
    opened.press(TITLE, "Cancel")
    opened.wait(lambda: "Interrupted" in opened.texts(TITLE), "the rest")
    assert any("150 kB of it are here" in one for one in opened.texts(TITLE)), opened.texts(TITLE)
    assert opened.offers(TITLE) == ["Delete...", "Download"], "where Cancel was, nothing takes away"
    opened.press(TITLE, "Delete...")
    opened.answer("Delete")
    opened.says(f"{TITLE} is deleted: 151 kB are free again.")
    opened.wait(lambda: opened.offers(TITLE) == ["Download"], "its end")


def test_what_was_downloaded_is_deleted_after_a_question_that_names_it(
    opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    place = here(opened, hub, whisper_folder)
    opened.press(TITLE, "Delete...")
    assert opened.asked().text() == f"Delete {TITLE} (14 MB)?"
    assert "hears you" not in opened.asked().informativeText()
    opened.answer("Keep")
    assert place.exists()
    opened.press(TITLE, "Use")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the choice")
    opened.press(TITLE, "Delete...")
    assert opened.asked().informativeText().startswith(f"It is the model that hears you now: {BUILT_IN} will")
    opened.answer("Delete")
    opened.says(f"{TITLE} is deleted: 14 MB are free again.")
    assert not place.exists()
    assert opened.settings.current.model.name == ROUGH
    opened.wait(lambda: opened.offers(TITLE) == ["Download"], "its end")


def test_one_that_is_at_work_is_not_deleted_and_gives_memory_back_when_it_is_not(
    opened: Opened, hub: HubServer, whisper_folder: Path, room: EngineRoom
) -> None:
    place = here(opened, hub, whisper_folder)
    opened.settings.set("model.name", SMALL)
    ended: list[object] = []
    speech = Engines(room).recognise(
        request(opened.settings.current, opened.catalogue),
        priority=Priority.DICTATION,
        on_partial=ended.clear,
        on_segment=lambda _segment: None,
        on_silence=lambda _silence: None,
        on_done=ended.append,
        on_failed=ended.append,
    )
    opened.wait(lambda: "In use" in opened.texts(TITLE), "its use")
    opened.press(TITLE, "Delete...")
    opened.answer("Delete")
    opened.says(f"{TITLE} is at work. It can be deleted once that is over.")
    assert place.exists()
    speech.end()
    opened.wait(lambda: "In memory" in opened.texts(TITLE), "its rest")
    opened.press(TITLE, "Unload")
    opened.wait(lambda: "On disk" in opened.texts(TITLE), "its memory")
    assert room.residency.models == []


def test_updates_are_looked_for_when_people_want_to_and_must_load(
    opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    place = here(opened, hub, whisper_folder)
    repository, check = hub.repositories[REPOSITORY], "Look for updates"
    (look,) = (one for one in opened.page.findChildren(QPushButton) if one.text() == check)
    look.click()
    opened.says("All models are the newest.")
    repository.files["config.json"] = repository.files["config.json"].replace(b"{", b"{ ", 1)
    opened.wait(lambda: look.text() == check, "the end of the look")
    look.click()
    opened.says(f"There is an update of {TITLE}.")
    opened.press(TITLE, "Update")
    shown = set[tuple[str, ...]]()

    def updated() -> bool:
        shown.add(tuple(opened.offers(TITLE)))
        return f"{TITLE} is updated." in opened.said

    opened.wait(updated, "the update")
    usual = ("Use", "Delete...")
    assert shown <= {(*usual, "Cancel"), usual}, "it can be used meanwhile"
    assert (place / "config.json").read_bytes() == repository.files["config.json"]
    opened.wait(lambda: opened.offers(TITLE) == ["Use", "Delete..."], "nothing newer")

    repository.files["model.bin"] = files(1_000)["model.bin"]
    opened.wait(lambda: look.text() == check, "the end of the look")
    look.click()
    opened.wait(lambda: look.text() == check, "the end of another look")
    opened.press(TITLE, "Update")
    opened.wait(lambda: "cannot be loaded" in opened.said[-1], "what is wrong with it")
    assert "The one from before is in its place again." in opened.said[-1]
    assert (place / "model.bin").stat().st_size == (whisper_folder / "model.bin").stat().st_size


def test_one_whose_repository_is_away_hides_no_update_of_others(
    opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    place, repository = here(opened, hub, whisper_folder), hub.repositories[REPOSITORY]
    shutil.copytree(place, place.with_name("whisper-tiny"))
    tiny = opened.catalogue.entries["whisper-tiny"]
    away = tuple(replace(one, repository="somebody/another") for one in tiny.variants)
    opened.catalogue.told = {**opened.catalogue.entries, tiny.id: replace(tiny, variants=away)}
    repository.files["config.json"] = repository.files["config.json"].replace(b"{", b"{ ", 1)
    opened.updates.look()
    opened.wait(lambda: not opened.updates.looking, "the end of the look")
    assert opened.updates.known == {("faster_whisper", SMALL)}
    assert opened.said[-1].startswith(f"There is an update of {TITLE}. {tiny.title}: ")
    assert "somebody/another" in opened.said[-1]
    del hub.repositories[REPOSITORY]
    shutil.rmtree(place.with_name("whisper-tiny"))
    opened.updates.look()
    opened.wait(lambda: not opened.updates.looking, "the end of the look")
    assert REPOSITORY in opened.said[-1]
    assert "newest" not in opened.said[-1]


def test_servers_and_what_an_older_version_left_are_listed(
    opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    place = here(opened, hub, whisper_folder)
    place.rename(place.with_name("of-before"))
    opened.registered.add_place("nas", "http://127.0.0.1:1/v1#whisper-1")
    opened.wait(lambda: opened.row("of-before"), "its row")
    served = opened.wait(lambda: next((one for one in opened.titles() if one.startswith("nas (")), ""), "the server's")
    assert opened.texts(served)[1] == "On a server"
    assert opened.heading(served) == "On a server"
    assert opened.offers(served) == ["Use", "Remove"]
    assert opened.texts("of-before")[-1] == "This version of the program does not know it."
    opened.press("of-before", "Delete...")
    opened.answer("Delete")
    opened.wait(lambda: opened.row("of-before") is None, "its end")
    opened.says("of-before is deleted: 14 MB are free again.")
    assert [one.name for one in place.parent.iterdir() if one.is_dir()] == []


def test_all_buttons_are_named_and_reached_by_keys_from_the_top_down(opened: Opened) -> None:
    assert QTest.qWaitForWindowActive(opened.window)
    first = QApplication.focusWidget()
    assert isinstance(first, QPushButton)
    assert first.text() == "Close"
    names = []
    for _each in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert isinstance(focus, QPushButton)
        names.append(focus.accessibleName() or focus.text())
    assert names[:3] == ["Look for updates", "Add model", f"Download: {TITLE}"]
    assert names[3].startswith("Download: ")
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert not opened.window.isVisible()
