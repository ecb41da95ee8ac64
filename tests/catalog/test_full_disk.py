from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import DownloadError
from fixtures.disks import files_of_at_most, small_disk
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, held, needed
from fixtures.hub_server import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer

BIG = 3_000_000

# Fetches in a process of its own, for which alone there is a small disk.
CHILD = """
import sys
from pathlib import Path
from fixtures.fetching import ORDER, downloads
from asrpro.errors import DownloadError
class Server: url = sys.argv[1]
try:
    downloads(Server, Path(sys.argv[2]), spare=int(sys.argv[3])).fetch(ORDER).future.result(30)
except DownloadError as error:
    print(error)
print(sum(part.stat().st_size for part in Path(sys.argv[2]).rglob("*.part")))
"""


@pytest.fixture
def big(hub: HubServer) -> HubServer:
    """A hub with a Model of three megabytes."""
    hub.repositories[REPOSITORY].files |= files(BIG)
    return hub


@pytest.mark.parametrize(("spare", "missing"), [(0, "90"), (500_000, "1.4 MB"), (5_000_000, "5.9 MB")])
def test_a_model_without_room_is_not_begun(spare: int, missing: str, big: HubServer, tmp_path: Path) -> None:
    with small_disk(tmp_path, 2 << 20) as inside:
        said, here = inside(sys.executable, "-c", CHILD, big.url, str(tmp_path), str(spare)).splitlines()
    assert said.startswith(f"The disk has no room: {missing}")
    assert "are needed in" in said
    assert (here, big.sent) == ("0", {})


def test_a_disk_that_fills_up_meanwhile_is_told_and_what_came_is_kept(big: HubServer, tmp_path: Path) -> None:
    """As if somebody else took the room, after it was looked at."""
    work = downloads(big, tmp_path)
    no_room = pytest.raises(DownloadError, match=r"The disk has no room: 2\.0 MB more are needed")
    with files_of_at_most(1_000_000), no_room as told:
        work.fetch(ORDER).future.result(20)
    assert "is kept" in told.value.hint
    (part,) = tmp_path.rglob("*.part")
    assert part.stat().st_size == 1_000_000
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(big.repositories[REPOSITORY])
    assert big.requests(WEIGHTS)[-1]["range"] == "bytes=1000000-"


def test_a_folder_that_cannot_be_written_to_is_told(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    work = downloads(hub, tmp_path / "file")
    with pytest.raises(DownloadError, match="cannot be written to: Not a directory"):
        work.fetch(ORDER).future.result(20)
    work.close()
    assert hub.asked == []


def test_the_room_that_parts_take_already_is_not_asked_for_again(big: HubServer, tmp_path: Path) -> None:
    """A disk with room for the Model once, and most of it there."""
    big.faults[WEIGHTS] = [Fault(cut=2_900_000)]
    with small_disk(tmp_path, 3_500_000) as inside:
        first = inside(sys.executable, "-c", CHILD.replace("spare=", "tries=1, spare="), big.url, str(tmp_path), "0")
        assert first.splitlines()[-1] == "2900000"
        assert inside(sys.executable, "-c", CHILD, big.url, str(tmp_path), "100000").splitlines() == ["0"]
    assert big.sent[WEIGHTS] == BIG
