"""Models of two repositories, one of which has an archive."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog import folders
from asrpro.errors import AppError, DownloadError, ModelDamaged
from fixtures import zips
from fixtures.disks import files_of_at_most, small_disk
from fixtures.fetching import (
    ARCHIVE,
    ENCODERS,
    FOLDER,
    JOINED,
    PACKED,
    REPOSITORY,
    WEIGHTS,
    downloads,
    files,
    followed,
    held,
)
from fixtures.fetching import needed as needed_of
from fixtures.hub_server import Fault, Repository

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.headway import Headway
    from asrpro.catalog.store import Stored
    from fixtures.hub_server import HubServer

# Fetches in a process of its own, for which alone there is a small disk.
CHILD = """
import sys
from pathlib import Path
from fixtures.fetching import JOINED, downloads
from asrpro.errors import DownloadError
class Server: url = sys.argv[1]
try:
    downloads(Server, Path(sys.argv[2])).fetch(JOINED).future.result(30)
except DownloadError as error:
    print(error)
"""


@pytest.fixture
def two(hub: HubServer) -> HubServer:
    """A hub with both repositories."""
    hub.repositories[ENCODERS] = Repository({ARCHIVE: zips.zipped(zips.encoder()), "README.md": b"# Encoders"})
    return hub


@pytest.fixture
def here(two: HubServer, tmp_path: Path) -> Downloads:
    """Downloads with the Model here."""
    work = downloads(two, tmp_path)
    work.fetch(JOINED).future.result(20)
    two.sent.clear()
    return work


def put(hub: HubServer, archive: bytes) -> int:
    """Have the hub publish another archive; how many bytes it has."""
    hub.repositories[ENCODERS].files[ARCHIVE] = archive
    return len(archive)


def needed(hub: HubServer, encoder: dict[str, bytes]) -> dict[str, bytes]:
    """What the Model is, with this encoder."""
    return needed_of(hub.repositories[REPOSITORY]) | {f"{FOLDER}/{name}": data for name, data in encoder.items()}


def loads(_found: Stored) -> bool:
    return True


def test_what_is_in_the_archive_lies_beside_the_other_files_and_the_archive_is_gone(
    two: HubServer, tmp_path: Path
) -> None:
    told: list[Headway] = []
    work = downloads(two, tmp_path)
    found = followed(work, JOINED, told).future.result(20)
    work.close()
    whole = needed(two, zips.encoder())
    assert held(found.folder) == whole
    assert found.folder == tmp_path / "coreml" / "whisper-small"
    assert found.sha256 == {name: hashlib.sha256(data).hexdigest() for name, data in whole.items()}
    assert found.size == sum(map(len, whole.values())), "what it takes on the disk"
    assert [(part.repository, part.commit) for part in found.listing.parts] == [
        (name, two.repositories[name].commit) for name in (REPOSITORY, ENCODERS)
    ]
    sent = found.size - sum(map(len, zips.encoder().values())) + len(two.repositories[ENCODERS].files[ARCHIVE])
    assert (told[-1].done, told[-1].total) == (sent, sent)
    assert "unpacked" in told[-1].note
    assert folders.size(tmp_path) < found.size + 5000, "nothing else is left"
    assert two.requests("README.md") == []


def test_what_is_here_is_not_asked_for(here: Downloads, two: HubServer) -> None:
    asked = len(two.asked)
    assert here.fetch(JOINED).future.result(20)
    here.close()
    assert len(two.asked) == asked


def test_what_was_interrupted_in_the_second_repository_goes_on_there(two: HubServer, tmp_path: Path) -> None:
    two.faults[PACKED] = [Fault(cut=60_000)]
    work = downloads(two, tmp_path, tries=1)
    with pytest.raises(DownloadError, match="broke off"):
        work.fetch(JOINED).future.result(20)
    assert work.store.find(*JOINED.key) is None
    found = work.fetch(JOINED).future.result(20)
    work.close()
    assert held(found.folder) == needed(two, zips.encoder())
    assert two.sent[WEIGHTS] == 300_000, "no byte comes twice"
    assert two.sent[PACKED] == len(two.repositories[ENCODERS].files[ARCHIVE])
    assert two.requests(PACKED)[-1]["range"] == "bytes=60000-"


@pytest.mark.parametrize(
    ("archive", "told"),
    [
        (zips.zipped(zips.encoder())[:-40], "it is damaged"),
        (b"not a zip at all", "it is damaged"),
        (zips.raw({"x/../../../../up": b"1"}), "its files cannot be stored safely: x/"),
        (zips.raw({"x/model.mil": b"/etc/passwd"}, link="x/model.mil"), "is a link"),
        (zips.raw({"x/model.mil": bytes(20_000_000)}), "it would become 20 MB"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_told_and_not_fetched_again(
    archive: bytes, told: str, two: HubServer, tmp_path: Path
) -> None:
    size = put(two, archive)
    work = downloads(two, tmp_path / "models")
    for _time in range(2):
        with pytest.raises(DownloadError, match=rf"{ARCHIVE} cannot be unpacked: .*{told}"):
            work.fetch(JOINED).future.result(20)
        assert two.sent[PACKED] == size
    assert work.store.find(*JOINED.key) is None
    assert [one.name for one in tmp_path.iterdir()] == ["models"]
    put(two, zips.zipped(zips.encoder()))
    assert held(work.fetch(JOINED).future.result(20).folder) == needed(two, zips.encoder())
    work.close()
    assert two.sent[WEIGHTS] == 300_000


@pytest.mark.parametrize("what", ["weights", "encoder"])
def test_an_update_of_one_of_the_two_fetches_that_alone(what: str, here: Downloads, two: HubServer) -> None:
    assert not here.has_update(JOINED)
    encoder = zips.encoder(seed=2 if what == "encoder" else 1)
    put(two, zips.zipped(encoder))
    if what == "weights":
        two.repositories[REPOSITORY].files |= {"model.bin": files(seed=2)["model.bin"]}
    assert here.has_update(JOINED)
    download = here.update(JOINED, loads)
    found = download.future.result(20)
    assert download.renewed
    assert held(found.folder) == needed(two, encoder)
    assert two.sent.keys() == {PACKED if what == "encoder" else WEIGHTS}
    assert not here.has_update(JOINED)
    here.close()


def test_another_commit_with_the_same_archive_is_no_update(here: Downloads, two: HubServer) -> None:
    two.repositories[ENCODERS].files["README.md"] = b"# Others"
    assert not here.has_update(JOINED)
    here.close()


def test_an_update_that_does_not_load_gives_back_what_was_unpacked_before(here: Downloads, two: HubServer) -> None:
    before = held(here.store.place(*JOINED.key))
    put(two, zips.zipped(zips.encoder(seed=2)))

    def refuses(found: Stored) -> bool:
        assert held(found.folder) == needed(two, zips.encoder(seed=2))
        raise ModelDamaged("The encoder is damaged.", "Get it again.")

    with pytest.raises(DownloadError, match="cannot be loaded"):
        here.update(JOINED, refuses).future.result(20)
    found = here.store.find(*JOINED.key)
    here.close()
    assert found
    assert held(found.folder) == before


def test_what_was_unpacked_and_changed_since_is_fetched_again_with_an_update(here: Downloads, two: HubServer) -> None:
    weights = here.store.place(*JOINED.key) / FOLDER / "weights" / "weight.bin"
    weights.write_bytes(bytes(weights.stat().st_size))
    (weights.parent / ".DS_Store").write_bytes(b"Finder")
    two.repositories[REPOSITORY].files["config.json"] = b"{}"
    found = here.update(JOINED, loads).future.result(20)
    here.close()
    assert held(found.folder) == needed(two, zips.encoder())
    assert two.sent[PACKED] == len(two.repositories[ENCODERS].files[ARCHIVE])
    assert WEIGHTS not in two.sent


@pytest.mark.parametrize("lost", [f"{FOLDER}/weights/weight.bin", f"{FOLDER}/metadata.json", "config.json"])
def test_what_lost_a_file_is_not_here_and_comes_anew(lost: str, here: Downloads, two: HubServer) -> None:
    (here.store.place(*JOINED.key) / lost).unlink()
    assert here.store.find(*JOINED.key) is None
    found = here.fetch(JOINED).future.result(20)
    here.close()
    assert held(found.folder) == needed(two, zips.encoder())
    assert WEIGHTS not in two.sent, "what is there still is taken"


@pytest.mark.parametrize("without", [("unpacked",), ("others",), ("others", "unpacked")])
def test_a_record_that_tells_of_less_is_read(without: tuple[str, ...], here: Downloads) -> None:
    """As it was before there were archives; and one that lacks what an archive became is none of a whole Model."""
    file = here.store.place(*JOINED.key) / folders.RECORD
    record = {name: told for name, told in json.loads(file.read_text("utf-8")).items() if name not in without}
    for told in record["files"]:
        del told["unpacked"]
    file.write_text(json.dumps(record), "utf-8")
    found = here.store.find(*JOINED.key)
    here.close()
    assert (found is None) == (without == ("unpacked",))
    if found:
        assert (found.listing.repository, found.listing.others) == (REPOSITORY, ())
        assert {file.unpacked for file in found.listing.all} == {""}


def test_what_the_second_repository_lacks_is_told_by_its_name(two: HubServer, tmp_path: Path) -> None:
    def said() -> AppError:
        with pytest.raises(AppError) as error:
            work.fetch(JOINED).future.result(20)
        return error.value

    work = downloads(two, tmp_path)
    del two.repositories[ENCODERS].files[ARCHIVE]
    lacking = said()
    assert lacking.title == f"{two.url}/{ENCODERS} lacks files that this model needs: {ARCHIVE}."
    assert two.sent == {}
    two.repositories[ENCODERS] = Repository({ARCHIVE: zips.zipped(zips.encoder())}, token="x")  # noqa: S106 - nobody's
    assert f"{ENCODERS} is open only to those whom its owner lets in." in said().title
    del two.repositories[ENCODERS]
    assert f"There is no {two.url}/{ENCODERS}" in said().title
    work.close()


def test_room_for_what_is_unpacked_is_looked_for_before_anything_is_fetched(two: HubServer, tmp_path: Path) -> None:
    put(two, zips.zipped(zips.encoder(1_000_000)))
    with small_disk(tmp_path, 2_200_000) as inside:
        said = inside(sys.executable, "-c", CHILD, two.url, str(tmp_path))
    assert said.startswith("The disk has no room: 1")
    assert two.sent == {}


def test_what_becomes_more_than_there_is_room_for_is_told_and_kept(two: HubServer, tmp_path: Path) -> None:
    encoder = zips.encoder() | {"model.mil": b"program(1.0)\n" * 60_000}
    size = put(two, zips.zipped(encoder))
    with small_disk(tmp_path, 800_000) as inside:
        said = inside(sys.executable, "-c", CHILD, two.url, str(tmp_path))
        assert said.startswith("The disk has no room: "), said
        assert inside(sys.executable, "-c", CHILD, two.url, str(tmp_path)) == said
    assert two.sent[PACKED] == size


def test_a_disk_that_fills_up_while_it_is_unpacked_is_told(two: HubServer, tmp_path: Path) -> None:
    put(two, zips.zipped(zips.encoder() | {"model.mil": b"program(1.0)\n" * 60_000}))
    work = downloads(two, tmp_path)
    with files_of_at_most(500_000), pytest.raises(DownloadError, match=r"The disk has no room: 880 kB more"):
        work.fetch(JOINED).future.result(20)
    assert len(held(work.fetch(JOINED).future.result(20).folder)) == 8
    work.close()
    assert two.sent[WEIGHTS] == 300_000, "what had its name already is not fetched again"
