from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.folders import ARRIVING, beside
from asrpro.catalog.gathering import FORGOTTEN
from asrpro.catalog.order import Order
from asrpro.catalog.store import Store
from asrpro.errors import DownloadError, ModelDamaged, PackagesMissing, Unsupported, UsageError
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, held, needed
from fixtures.hub_server import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.store import Stored
    from asrpro.errors import AppError
    from fixtures.hub_server import HubServer

HIDDEN = (".whisper-small.new", ".whisper-small.old", ".whisper-small.gone")


def loads(_found: Stored) -> bool:
    """As an engine that takes it."""
    return True


def refuses(_found: Stored) -> bool:
    raise ModelDamaged("model.bin is damaged.", "Get it again.")


@pytest.fixture
def here(hub: HubServer, tmp_path: Path) -> Downloads:
    """Downloads with one Model that is here, of which the hub has another version by now."""
    work = downloads(hub, tmp_path)
    work.fetch(ORDER).future.result(20)
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=9)["model.bin"]}
    hub.sent.clear()
    hub.asked.clear()
    return work


def left_over(folder: Path) -> list[str]:
    return [name for name in HIDDEN if (folder / "faster_whisper" / name).exists()]


def test_an_update_is_known_and_takes_the_old_ones_place_once_it_has_loaded(
    here: Downloads, hub: HubServer, tmp_path: Path
) -> None:
    assert here.has_update(ORDER)
    seen: list[tuple[bool, list[str]]] = []

    def load(found: Stored) -> bool:
        seen.append((held(found.folder) == needed(hub.repositories[REPOSITORY]), left_over(tmp_path)))
        return True

    download = here.update(ORDER, load)
    found = download.future.result(20)
    assert download.renewed
    assert seen == [(True, [".whisper-small.old"])]
    assert left_over(tmp_path) == []
    assert found.listing.commit == hub.repositories[REPOSITORY].commit
    assert hub.sent.keys() == {WEIGHTS}, "what is the same is not sent again"
    assert not here.has_update(ORDER)
    here.close()


def test_an_update_that_does_not_load_is_taken_back(here: Downloads, tmp_path: Path) -> None:
    before = held(here.store.place(*ORDER.key))
    with pytest.raises(DownloadError, match=r"The update of whisper-small cannot be loaded: model.bin is damaged\."):
        here.update(ORDER, refuses).future.result(20)
    found = here.store.find(*ORDER.key)
    assert found
    assert held(found.folder) == before
    assert left_over(tmp_path) == []
    assert here.has_update(ORDER)
    here.close()


@pytest.mark.parametrize("error", [Unsupported("There is no GPU.", "Set device.name."), PackagesMissing("No NeMo.")])
def test_an_update_that_could_not_be_tried_stays_and_is_tried_by_the_next(
    error: AppError, here: Downloads, hub: HubServer
) -> None:
    def cannot(_found: Stored) -> None:
        raise error

    with pytest.raises(DownloadError) as told:
        here.update(ORDER, cannot).future.result(20)
    assert told.value.title == f"The update of whisper-small is here, but could not be tried: {error.title}"
    assert told.value.hint == error.hint
    assert here.store.is_unproven(*ORDER.key)
    assert held(here.store.place(*ORDER.key)) == needed(hub.repositories[REPOSITORY])
    hub.sent.clear()
    assert not here.has_update(ORDER)
    assert here.update(ORDER, loads).future.result(20)
    assert not here.store.is_unproven(*ORDER.key)
    assert hub.sent == {}, "it is not fetched again"
    here.close()


def test_an_update_that_nothing_here_can_load_is_not_fetched(here: Downloads, hub: HubServer) -> None:
    before = held(here.store.place(*ORDER.key))

    def check() -> None:
        raise PackagesMissing("NeMo needs packages.", "Add them.")

    with pytest.raises(PackagesMissing, match="NeMo needs packages"):
        here.update(ORDER, loads, check).future.result(20)
    assert (held(here.store.place(*ORDER.key)), hub.sent) == (before, {})
    here.close()


def test_nothing_is_loaded_where_nothing_is_new(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path)
    work.fetch(ORDER).future.result(20)
    hub.repositories[REPOSITORY].files["README.md"] = b"# Another text"
    assert not work.has_update(ORDER)
    download = work.update(ORDER, refuses)
    assert download.future.result(20)
    assert not download.renewed
    work.close()


def test_an_update_brings_what_is_not_here_yet(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path)
    download = work.update(ORDER, refuses)
    assert held(download.future.result(20).folder) == needed(hub.repositories[REPOSITORY])
    assert download.renewed
    work.close()


def test_an_update_that_never_came_to_loading_is_loaded_by_the_next(
    here: Downloads, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As after the end of the program in the middle of it."""

    def dies(_found: Stored) -> bool:
        raise SystemExit

    with pytest.raises(SystemExit):
        here.update(ORDER, dies).future.result(20)
    assert here.store.is_unproven(*ORDER.key)
    with pytest.raises(DownloadError, match="cannot be loaded"):
        here.update(ORDER, refuses).future.result(20)
    assert not here.store.is_unproven(*ORDER.key)
    assert here.has_update(ORDER)
    here.close()
    assert left_over(tmp_path) == []
    assert "a mistake of the program's own" in caplog.text


def test_what_an_update_replaced_is_kept_while_loading_it_is_left_to_somebody_else(
    here: Downloads, hub: HubServer, tmp_path: Path
) -> None:
    """As where the one before it is at work."""
    download = here.update(ORDER, lambda _found: False)
    assert held(download.future.result(20).folder) == needed(hub.repositories[REPOSITORY])
    assert here.store.is_unproven(*ORDER.key)
    assert here.update(ORDER, loads).future.result(20)
    assert not here.store.is_unproven(*ORDER.key)
    here.close()
    assert left_over(tmp_path) == []


def test_what_is_kept_is_the_last_one_that_loaded(
    here: Downloads, hub: HubServer, caplog: pytest.LogCaptureFixture
) -> None:
    before = held(here.store.place(*ORDER.key))

    def dies(_found: Stored) -> bool:
        raise SystemExit

    with pytest.raises(SystemExit):
        here.update(ORDER, dies).future.result(20)
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=10)["model.bin"]}
    with pytest.raises(DownloadError, match="cannot be loaded"):
        here.update(ORDER, refuses).future.result(20)
    assert held(here.store.place(*ORDER.key)) == before
    here.close()
    assert caplog.text.count("a mistake of the program's own") == 1


def test_one_whose_update_was_interrupted_between_two_names_is_there(here: Downloads, tmp_path: Path) -> None:
    place = here.store.place(*ORDER.key)
    before = held(place)
    place.rename(place.with_name(".whisper-small.old"))
    store = Store(tmp_path)
    assert [one.folder for one in store.all()] == [place]
    assert held(place) == before
    here.close()


def test_without_its_record_or_a_file_it_is_none_and_is_mended(here: Downloads, hub: HubServer) -> None:
    place = here.store.place(*ORDER.key)
    for spoil in ("config.json", ".complete.json"):
        (place / spoil).unlink()
        assert here.store.find(*ORDER.key) is None
        hub.sent.clear()
        found = here.fetch(ORDER).future.result(20)
        assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == 0, "what is right is kept"
    here.close()


@pytest.mark.parametrize("record", ["", "[]", "{", '{"files": 1}', '{"files": [{}]}', "[" * 10_000])
def test_a_record_that_is_none_makes_no_model(record: str, here: Downloads) -> None:
    (here.store.place(*ORDER.key) / ".complete.json").write_text(record, "utf-8")
    assert here.store.find(*ORDER.key) is None
    assert here.store.all() == []
    here.close()


def test_what_nobody_went_on_with_is_cleared_away(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path, tries=1)
    old, young = (Order("faster_whisper", name, REPOSITORY, ("model.bin",)) for name in ("old", "young"))
    for order in (old, young):
        hub.faults[WEIGHTS] = [Fault(cut=1000)]
        with pytest.raises(DownloadError):
            work.fetch(order).future.result(20)
    long_ago = time.time() - FORGOTTEN - 60
    os.utime(tmp_path / "faster_whisper" / ".old.new", (long_ago, long_ago))
    work.fetch(ORDER).future.result(20)
    work.close()
    assert not (tmp_path / "faster_whisper" / ".old.new").exists()
    assert (tmp_path / "faster_whisper" / ".young.new").exists()


def test_what_an_older_version_left_is_cleared_away(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=1000), Fault(cut=1000)]
    work = downloads(hub, tmp_path, tries=1)
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    (before,) = tmp_path.rglob("*.part")
    hub.repositories[REPOSITORY].files["model.bin"] = files(seed=4)["model.bin"]
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    work.close()
    (after,) = tmp_path.rglob("*.part")
    assert before != after


def test_those_who_look_whether_it_comes_do_not_take_each_other_for_who_fetches_it(tmp_path: Path) -> None:
    store, held = Store(tmp_path), Store(tmp_path).lock(*ORDER.key)
    beside(store.place(*ORDER.key), ARRIVING).mkdir()
    with ThreadPoolExecutor(4) as threads:
        assert not any(threads.map(lambda _turn: store.is_busy(*ORDER.key), range(500)))
        with held:
            assert all(threads.map(lambda _turn: store.is_busy(*ORDER.key), range(4)))


@pytest.mark.parametrize("name", ["../x", "/etc", "", "Large", ".new"])
def test_a_name_that_is_no_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No model can be called"):
        Store(tmp_path).find("faster_whisper", name)
    with pytest.raises(UsageError, match="No model can be called"):
        Store(tmp_path).lock(name, "whisper")


@pytest.mark.parametrize("name", ["../../evil.json", "/evil.json", "a\\..\\evil.json", "C:evil.json"])
def test_nothing_of_a_repository_with_hostile_names_is_fetched(name: str, hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].files[name] = b"evil"
    work = downloads(hub, tmp_path / "models")
    with pytest.raises(DownloadError, match="cannot be stored safely"):
        work.fetch(ORDER).future.result(20)
    work.close()
    assert hub.sent == {}
    assert not [one for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock"]
