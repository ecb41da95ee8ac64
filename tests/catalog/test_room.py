"""What is told of the room that Models take is what the disk has of it, and what is told to have come has come."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog import folders
from asrpro.catalog.sizes import counted, taken
from asrpro.errors import DownloadError
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, held
from fixtures.hub_server import Fault
from fixtures.kept import delete

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.store import Stored
    from fixtures.hub_server import HubServer

OWN = (".complete.json", ".whole.json")
"""What is written beside the files of a Model."""


@pytest.fixture
def work(hub: HubServer, tmp_path: Path) -> Iterator[Downloads]:
    made = downloads(hub, tmp_path, tries=1)
    yield made
    made.close()


@pytest.fixture
def found(work: Downloads) -> Stored:
    return work.fetch(ORDER).future.result(20)


def written(folder: Path) -> int:
    """Bytes of what the program writes of Models, which has one name each."""
    return sum(file.stat().st_size for file in folder.rglob(".*.json") if file.name in OWN)


def updated_but_for(work: Downloads, hub: HubServer, name: str, fault: Fault) -> None:
    """Change a file of the Model at the hub, which then does not send it."""
    hub.repositories[REPOSITORY].files[name] += b" "
    hub.faults[name] = [fault] * 5
    with pytest.raises(DownloadError):
        work.update(ORDER, lambda _found: True).future.result(20)


def test_what_an_interrupted_update_takes_from_the_model_counts_once(
    work: Downloads, found: Stored, hub: HubServer, tmp_path: Path
) -> None:
    updated_but_for(work, hub, "config.json", Fault(status=500))
    gathering = folders.beside(found.folder, folders.ARRIVING)
    assert any(one.stat().st_nlink == 2 for one in gathering.iterdir()), "the weights are there under a second name"
    room = found.size + written(tmp_path)
    assert work.store.taken() == room
    assert work.store.gathered(ORDER.model) == 0, "nothing of it has come"
    assert delete(work.store, ORDER.model) == room


def test_what_an_update_has_in_common_with_what_it_replaced_counts_once(
    work: Downloads, found: Stored, hub: HubServer, tmp_path: Path
) -> None:
    hub.repositories[REPOSITORY].files["config.json"] += b" "
    work.update(ORDER, lambda _found: False).future.result(20)
    assert work.store.is_unproven(*ORDER.key)
    room = found.size + len(hub.repositories[REPOSITORY].files["config.json"]) + written(tmp_path)
    assert work.store.taken() == room
    assert delete(work.store, ORDER.model) == room


def test_a_mending_of_which_no_byte_came_has_left_nothing(work: Downloads, found: Stored, hub: HubServer) -> None:
    data = (found.folder / "model.bin").read_bytes()
    (found.folder / "model.bin").unlink()
    (found.folder / "model.bin").write_bytes(data[:-1] + bytes([data[-1] ^ 0xFF]))
    hub.faults[WEIGHTS] = [Fault(status=500)] * 5
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    gathering = folders.beside(found.folder, folders.ARRIVING)
    (part,) = gathering.glob("*.part")
    assert part.stat().st_size == 0
    assert (gathering / folders.RECORD).stat().st_size > 0
    assert work.store.gathered(ORDER.model) == 0
    hub.faults[WEIGHTS] = [Fault(cut=1000)] * 5
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    assert work.store.gathered(ORDER.model) == part.stat().st_size >= 1000


def test_what_came_whole_counts_too_and_so_does_what_was_being_named(
    work: Downloads, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults["tokenizer.json"] = [Fault(status=500)] * 5
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    (weights,) = (one for one in tmp_path.rglob("*") if one.is_file() and one.stat().st_size == 300_000)
    came = 300_000 + len(files()["config.json"])
    assert work.store.gathered(ORDER.model) == came
    tree = weights.parent / "tree"  # as where the program ends just then
    tree.mkdir()
    weights.rename(tree / "model.bin")
    folders.write(tree / folders.RECORD, {"files": ["what is written of them"]})
    assert work.store.gathered(ORDER.model) == came
    hub.faults.clear()
    assert held(work.fetch(ORDER).future.result(20).folder)
    assert hub.sent[WEIGHTS] == 300_000


def test_where_a_system_numbers_no_files_each_name_counts(tmp_path: Path) -> None:
    """As some disks in the network."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(bytes(1000))
    second.hardlink_to(first)
    both = [first.stat(), second.stat()]
    assert counted(both) == 1000
    assert counted([os.stat_result((one.st_mode, 0, *one[2:])) for one in both]) == 2000


def test_a_folder_of_ones_own_in_which_a_file_has_two_names_takes_its_room_once(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "x").write_bytes(bytes(1000))
    for name, link in (("hard.bin", "hardlink_to"), ("soft.bin", "symlink_to")):
        getattr(tmp_path / name, link)(tmp_path / "blobs" / "x")
    assert taken(tmp_path) == 1000
