"""Folders of other people's making among the Models are left alone, and keep nobody from theirs."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog import folders
from asrpro.catalog.gathering import FORGOTTEN
from asrpro.catalog.store import Store
from fixtures.fetching import ORDER, downloads
from fixtures.kept import delete, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer

OTHERS = (
    "mine/MyWhisper",
    "faster_whisper/CON",
    "faster_whisper/.cache",
    ".git/objects",
    "My models/small",
    "mine/small",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One with a Model, and folders with something in them that are not its own."""
    made = Store(tmp_path)
    place = made.place(*ORDER.key)
    place.mkdir(parents=True)
    (place / "model.bin").write_bytes(bytes(1000))
    recorded(place)
    for name in OTHERS:
        other = tmp_path / name
        other.mkdir(parents=True)
        (other / "weights.bin").write_bytes(bytes(5000))
    return made


def test_they_are_no_models(store: Store, tmp_path: Path) -> None:
    recorded(tmp_path / "mine" / "MyWhisper")  # as a copy of what was downloaded
    (tmp_path / "mine" / ".Half.old").mkdir()
    assert [one.folder for one in store.all()] == [store.place(*ORDER.key)]


def test_they_take_none_of_the_room_that_is_told_of(store: Store) -> None:
    assert store.taken() == folders.size(store.place(*ORDER.key))
    assert store.gathered("small") == 0


def test_none_of_them_is_watched_that_can_hold_no_model(store: Store, tmp_path: Path) -> None:
    assert sorted(store.folders()) == [tmp_path, tmp_path / "faster_whisper", tmp_path / "mine"]


def test_none_of_them_is_deleted(store: Store, tmp_path: Path) -> None:
    for name in ("small", "CON", "MyWhisper", "_", ORDER.model):
        delete(store, name)
    assert store.all() == []
    assert all((tmp_path / name / "weights.bin").exists() for name in OTHERS)


def test_what_is_left_of_them_keeps_no_download_from_its_work(store: Store, hub: HubServer, tmp_path: Path) -> None:
    theirs = tmp_path / "mine" / ".MyWhisper.new"
    theirs.mkdir()
    long_ago = time.time() - FORGOTTEN - 60
    os.utime(theirs, (long_ago, long_ago))
    delete(store, ORDER.model)
    work = downloads(hub, tmp_path)
    assert work.fetch(ORDER).future.result(20)
    work.close()
    assert theirs.exists()
