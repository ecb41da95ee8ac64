"""A Model is deleted in all its forms with all that belongs to it, or stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.deleting import Deletion
from asrpro.catalog.order import Order
from asrpro.catalog.store import Store
from asrpro.errors import DownloadError, SettingsUnsaved
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, held
from fixtures.hub_server import Fault
from fixtures.kept import delete, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer


@pytest.fixture
def two(tmp_path: Path) -> Store:
    """One Model, here in the forms of two engines."""
    store = Store(tmp_path)
    for backend in ("faster_whisper", "whisper_cpp"):
        place = store.place(backend, ORDER.model)
        place.mkdir(parents=True)
        (place / "model.bin").write_bytes(bytes(1000))
        recorded(place)
    return store


def left(folder: Path) -> list[str]:
    """What is below a folder, without locks."""
    return sorted(held(folder)) + sorted(
        one.name for one in folder.rglob(".*") if one.suffix != ".lock" and one.name != ".complete.json"
    )


def test_all_that_belongs_to_it_goes(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path, tries=1)
    found = work.fetch(ORDER).future.result(20)
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=9)["model.bin"]}
    work.update(ORDER, lambda _found: False).future.result(20)  # which keeps what it has replaced
    other = Order("faster_whisper", "other", REPOSITORY, ("config.json", "model.bin"))
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=10)["model.bin"]}
    hub.faults[WEIGHTS] = [Fault(cut=1000)] * 3
    with pytest.raises(DownloadError):
        work.fetch(other).future.result(20)
    work.close()
    assert delete(work.store, other.model) >= 1000
    record = (found.folder / ".complete.json").stat().st_size
    weights = (found.folder / "model.bin").stat().st_size
    assert delete(work.store, ORDER.model) == found.size + weights + 2 * record, "what both share is there once"
    assert delete(work.store, ORDER.model) == 0
    assert left(tmp_path) == []


def test_nothing_is_deleted_while_one_of_its_forms_is_fetched(two: Store, hub: HubServer, tmp_path: Path) -> None:
    before, done = left(tmp_path), list[str]()
    hub.faults["api"] = [Fault(late=True)]
    work = downloads(hub, tmp_path)
    download = work.fetch(replace(ORDER, backend="onnx"))
    assert hub.held.wait(20)
    with pytest.raises(DownloadError, match="whisper-small is being downloaded"), Deletion(two, ORDER.model) as one:
        one.carry_out(lambda: done.append("the setting"))
    assert (left(tmp_path), done) == (before, [])
    hub.go_on.set()
    assert download.future.result(20)
    work.close()
    assert delete(two, ORDER.model) > 300_000
    assert left(tmp_path) == []


def test_all_is_put_back_where_what_goes_with_it_cannot_be_done(two: Store, tmp_path: Path) -> None:
    before = left(tmp_path)

    def refuses() -> None:
        assert two.all() == [], "no form is to be found any more"
        raise SettingsUnsaved("The disk is full.")

    with pytest.raises(SettingsUnsaved), Deletion(two, ORDER.model) as one:
        one.carry_out(refuses)
    assert (left(tmp_path), len(two.all())) == (before, 2)


def remains(store: Store, model: str) -> Path:
    """What a crash in the middle of a deletion leaves."""
    rest = store.folder / "onnx" / f".{model}.gone"
    (rest / model).mkdir(parents=True)
    (rest / model / "model.onnx").write_bytes(bytes(500))
    return rest


def test_what_the_deletion_of_another_one_left_goes_unless_somebody_is_at_that(two: Store) -> None:
    rest, busy = remains(two, "other"), remains(two, "third")
    with two.lock("onnx", "third"):
        assert delete(two, ORDER.model) > 2000
        assert (rest.exists(), busy.exists()) == (False, True)
    delete(two, ORDER.model)
    assert not busy.exists()


def test_a_download_deletes_what_deletions_left(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path)
    rest = [remains(work.store, "other"), remains(work.store, ORDER.model)]
    found = work.fetch(replace(ORDER, backend="onnx")).future.result(20)
    work.close()
    assert found.size > 300_000
    assert not any(one.exists() for one in rest)


def test_what_an_earlier_deletion_left_goes_as_well(two: Store, tmp_path: Path) -> None:
    rest = tmp_path / "whisper_cpp" / f".{ORDER.model}.gone" / ORDER.model
    rest.mkdir(parents=True)
    (rest / "model.bin").write_bytes(bytes(500))
    assert delete(two, ORDER.model) > 2500
    assert left(tmp_path) == []
