"""The moment between two names of an update belongs to whoever updates; nobody else finds less than a Model."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.catalog import folders
from asrpro.catalog import store as stores
from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.store import Store
from fixtures.fetching import ORDER, downloads
from fixtures.kept import recorded
from fixtures.programs import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.hub_server import HubServer


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One with a Model of the commit "1"."""
    made = Store(tmp_path)
    tree(made, "1").rename(made.place(*ORDER.key))
    return made


@pytest.fixture
def place(store: Store) -> Path:
    return store.place(*ORDER.key)


def tree(store: Store, commit: str) -> Path:
    """A folder with the Model of a commit, to be put into its place."""
    made = store.place(*ORDER.key).with_name(f".tree-{commit}")
    made.mkdir(parents=True)
    (made / "model.bin").write_bytes(bytes(9))
    folders.write(made / folders.RECORD, asdict(Listing("somebody/model", commit, (Remote("model.bin", 9, "0" * 64),))))
    return made


def commit(store: Store) -> str:
    """Of which one the Model is that is found; empty where none is."""
    found = store.find(*ORDER.key)
    return found.listing.commit if found else ""


def test_who_looks_meanwhile_puts_nothing_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = store.place(*ORDER.key)
    place.mkdir(parents=True)
    recorded(place)
    before = place.with_name(f".{place.name}.old")
    with store.lock(*ORDER.key):
        place.rename(before)
        assert store.find(*ORDER.key) is None
        assert before.exists(), "which whoever updates it needs there"
    assert store.find(*ORDER.key), "which nobody updates any more"
    assert not before.exists()


def test_one_whose_update_comes_between_two_looks_is_found(
    store: Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.rename(folders.beside(place, folders.BEFORE))
    coming, exists = [tree(store, "2")], Path.exists

    def late(path: Path) -> bool:
        if path == place and coming:
            coming.pop().rename(place)
        return exists(path)

    monkeypatch.setattr(Path, "exists", late)
    assert commit(store) == "2"
    assert not coming


def test_one_whose_update_is_between_two_names_is_waited_for(
    store: Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_GLANCE", 10.0)  # which no machine is too busy for
    fresh, between, looked = tree(store, "2"), threading.Event(), threading.Event()
    rename, exists = Path.rename, Path.exists

    def renamed(path: Path, target: Path) -> Path:
        if path == fresh:
            between.set()
            assert looked.wait(PATIENCE)
        return rename(path, target)

    def seen(path: Path) -> bool:
        told = exists(path)
        if path == place and between.is_set():
            looked.set()
        return told

    def update() -> None:
        with store.lock(*ORDER.key):
            store.begin_update(*ORDER.key, fresh)

    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Path, "exists", seen)
    with ThreadPoolExecutor(1) as updating:
        done = updating.submit(update)
        assert between.wait(PATIENCE)
        assert not place.is_dir()
        assert commit(store) == "2"
        done.result(PATIENCE)
    assert store.is_unproven(*ORDER.key), "nobody has put the old one back"


def damaged(store: Store) -> None:
    store.begin_update(*ORDER.key, tree(store, "2"), keep=False)


def unproven(store: Store) -> None:
    store.begin_update(*ORDER.key, tree(store, "3"))


@pytest.mark.parametrize(
    ("replace", "before", "after"),
    [
        pytest.param(damaged, [], "2", id="what was damaged"),
        pytest.param(unproven, ["2"], "3", id="an update that never loaded"),
        pytest.param(lambda store: store.roll_back(*ORDER.key), ["2"], "1", id="an update that does not load"),
    ],
)
def test_it_is_there_while_what_it_replaces_is_deleted(
    replace: Callable[[Store], Any],
    before: list[str],
    after: str,
    store: Store,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for one in before:
        store.begin_update(*ORDER.key, tree(store, one))
    seen, delete = list[str](), shutil.rmtree

    def deletes(folder: Path) -> None:
        seen.append(commit(store))
        delete(folder)

    monkeypatch.setattr(shutil, "rmtree", deletes)
    replace(store)
    assert seen == [after]
    assert commit(store) == after
    assert not folders.beside(place, folders.LEAVING).exists()


@pytest.fixture
def held(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a deletion has left and somebody has open, as Windows refuses to delete then."""
    left, delete = folders.beside(place, folders.LEAVING), shutil.rmtree
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(bytes(500))

    def refuses(folder: Path) -> None:
        if folder == left:
            raise PermissionError(13, "It is in use", str(folder))
        delete(folder)

    monkeypatch.setattr(shutil, "rmtree", refuses)
    return left


def test_what_cannot_be_deleted_yet_keeps_no_update_from_its_place(store: Store, held: Path) -> None:
    unproven(store)
    assert commit(store) == "3"
    damaged(store)
    assert commit(store) == "2"
    store.roll_back(*ORDER.key)
    assert commit(store) == "1"
    assert held.exists()


def test_what_cannot_be_deleted_yet_keeps_no_download_from_its_place(
    store: Store, place: Path, held: Path, hub: HubServer, tmp_path: Path
) -> None:
    shutil.move(place, tmp_path / "away")
    work = downloads(hub, tmp_path)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert (found.folder, store.find(*ORDER.key)) == (place, found)
    assert held.exists()
