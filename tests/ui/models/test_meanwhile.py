"""One that is here can be used while an update of it comes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import deleting, folders
from asrpro.catalog.store import Store
from asrpro.domain import LoadOptions
from fixtures.fetching import REPOSITORY, WEIGHTS, files
from fixtures.hub_server import Fault
from fixtures.kept import recorded
from fixtures.model_window import ROUGH, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.hub_server import HubServer
    from fixtures.model_window import Opened

TITLE = "Whisper small"
HERE = ["Use", "Delete..."]


@pytest.fixture
def updated(opened: Opened, hub: HubServer) -> Opened:
    """One with an update that is half here."""
    opened.press(TITLE, "Download")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the model")
    opened.settings.set("model.name", ROUGH)
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=9)["model.bin"]}
    hub.faults[WEIGHTS] = [Fault(hold=150_000)]
    opened.page._look_for_updates()
    opened.press(TITLE, "Update")
    opened.wait(lambda: opened.bar(TITLE) == 501, "half of it")
    return opened


def test_it_shows_how_far_that_is_and_what_else_can_be_done(updated: Opened) -> None:
    assert updated.offers(TITLE) == [*HERE, "Cancel"]
    assert "Downloading" in updated.texts(TITLE)
    assert any(one.startswith("151 kB of 301 kB") for one in updated.texts(TITLE)), updated.texts(TITLE)
    updated.press(TITLE, "Use")
    updated.wait(lambda: "Hears you" in updated.texts(TITLE), "the choice")
    assert updated.offers(TITLE) == ["Delete...", "Cancel"]
    updated.press(TITLE, "Delete...")
    updated.answer("Delete")
    updated.says(f"{TITLE} is being downloaded. End the download first.")
    assert updated.settings.current.model.name == SMALL
    updated.press(TITLE, "Cancel")
    assert (updated.bar(TITLE), updated.getting.running) == (None, {})
    updated.wait(lambda: updated.offers(TITLE) == ["Delete..."], "its end")
    part = "301 kB · 150 kB of an unfinished download"
    updated.wait(lambda: any(part in one for one in updated.texts(TITLE)), "what came of it")
    updated.press(TITLE, "Delete...")
    updated.answer("Delete")
    updated.says(f"{TITLE} is deleted: 452 kB are free again.")


def test_one_that_is_taken_to_work_while_it_waits_to_be_deleted_stays(
    opened: Opened, whisper_folder: Path, room: EngineRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "_PATIENCE", 60.0)  # for what is loaded meanwhile, however busy this machine is
    store = Store(paths.models())
    place = store.place("faster_whisper", SMALL)
    shutil.copytree(whisper_folder, place)
    recorded(place)
    opened.page.look()
    with store.lock("faster_whisper", SMALL):
        opened.press(TITLE, "Delete...")
        opened.answer("Delete")
        lease = room.residency.lease(opened.catalogue.find(SMALL), "cpu", LoadOptions())
        lease.host.begin()  # who waits to delete it does so for some seconds only, in which it may not have loaded
    with lease:
        opened.says(f"{TITLE} is at work. It can be deleted once that is over.")
        assert store.find("faster_whisper", SMALL)
        lease.host.load()


def test_one_that_another_process_updates_is_here(opened: Opened) -> None:
    opened.page._slow.stop()
    other = Store(paths.models())
    place = other.place("faster_whisper", SMALL)
    place.mkdir(parents=True)
    recorded(place)
    with other.lock("faster_whisper", SMALL):
        folders.beside(place, folders.ARRIVING).mkdir()
        opened.page.look()
        opened.wait(lambda: "On disk" in opened.texts(TITLE), "the model")
        assert opened.offers(TITLE) == HERE
        opened.wait(lambda: not opened.page._busy, "the look")
        opened.press(TITLE, "Use")
        opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the choice")
