"""Disks on which no file has two names, as exFAT and some in the network: nothing is there twice that need not be."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog import folders
from asrpro.catalog.order import Order
from asrpro.errors import DownloadError
from fixtures import zips
from fixtures.disks import small_disk
from fixtures.fetching import ARCHIVE, ENCODERS, JOINED, ORDER, REPOSITORY, WEIGHTS, downloads, files, held, needed
from fixtures.hub_server import Fault, Repository

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.store import Stored
    from fixtures.hub_server import HubServer

BIG = 3_000_000

# Fetches or updates in a process of its own, for which alone there is a small disk, and that can give no second names.
CHILD = """
import os, sys
from pathlib import Path
from catalog.test_no_links import refuse
from fixtures.fetching import ORDER, downloads
from asrpro.errors import DownloadError
os.link = refuse
class Server: url = sys.argv[1]
work = downloads(Server, Path(sys.argv[2]))
try:
    (work.update(ORDER, lambda _found: True) if sys.argv[3] == "update" else work.fetch(ORDER)).future.result(30)
except DownloadError as error:
    print(error)
"""


def refuse(*_names: object, **_options: object) -> None:
    """What such a disk answers."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def loads(_found: Stored) -> bool:
    return True


@pytest.fixture
def _no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse)


def test_a_download_needs_room_for_the_model_once(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].files |= files(BIG)
    with small_disk(tmp_path, 3_300_000) as inside:
        assert inside(sys.executable, "-c", CHILD, hub.url, str(tmp_path), "fetch") == ""
        model = tmp_path / "faster_whisper" / "whisper-small" / "model.bin"
        assert inside("stat", "-c", "%s", str(model)).strip() == str(BIG)
    assert hub.sent[WEIGHTS] == BIG


def test_an_update_without_room_for_what_stays_the_same_is_told_how_much_it_lacks(
    hub: HubServer, tmp_path: Path
) -> None:
    """The one before it is kept until the new one has worked, so there are two for a while."""
    hub.repositories[REPOSITORY].files |= files(BIG)
    with small_disk(tmp_path, 4_500_000) as inside:
        assert inside(sys.executable, "-c", CHILD, hub.url, str(tmp_path), "fetch") == ""
        hub.repositories[REPOSITORY].files["config.json"] = b"{}"
        said = inside(sys.executable, "-c", CHILD, hub.url, str(tmp_path), "update")
        assert said.startswith("The disk has no room: 1.5 MB more are needed in")
        left = inside("find", str(tmp_path), "-name", "*.copy").split()
    assert left == []
    assert hub.sent[WEIGHTS] == BIG


@pytest.mark.usefixtures("_no_links")
def test_an_update_fetches_only_what_is_new(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[ENCODERS] = Repository({ARCHIVE: zips.zipped(zips.encoder())})
    work = downloads(hub, tmp_path)
    first = work.fetch(JOINED).future.result(20)
    before = held(first.folder)
    hub.repositories[REPOSITORY].files["config.json"] = b"{}"
    hub.sent.clear()
    found = work.update(JOINED, loads).future.result(20)
    work.close()
    assert held(found.folder) == before | {"config.json": b"{}"}
    assert hub.sent == {"config.json": 2}
    assert folders.size(tmp_path) < found.size + 5000, "nothing else is left"


@pytest.mark.usefixtures("_no_links")
def test_what_an_interrupted_update_copies_has_not_come(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path, tries=1)
    work.fetch(ORDER).future.result(20)
    hub.repositories[REPOSITORY].files |= {"config.json": b"{}", "tokenizer.json": b"[]"}
    hub.faults["tokenizer.json"] = [Fault(status=500)]
    with pytest.raises(DownloadError):
        work.update(ORDER, loads).future.result(20)
    work.close()
    (copied,) = (one for one in tmp_path.rglob(".whisper-small.new/*") if one.stat().st_size == 300_000)
    assert copied.stat().st_nlink == 1
    assert work.store.gathered(ORDER.model) == len(b"{}")


@pytest.mark.usefixtures("_no_links")
def test_two_names_for_the_same_bytes_are_two_files(hub: HubServer, tmp_path: Path) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files |= {"onnx/model.bin": repository.files["model.bin"]}
    work = downloads(hub, tmp_path)
    found = work.fetch(Order("onnx", "twice", REPOSITORY, ("*.bin", "*.json"))).future.result(20)
    work.close()
    assert held(found.folder) == needed(repository)
    assert sum(hub.sent[name] for name in (WEIGHTS, "cdn:onnx/model.bin")) == 300_000
