"""What of a Model was damaged on the disk, at the length it had, comes anew; what is whole is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.mending import advised, known_whole, mended
from asrpro.catalog.settling import forms
from asrpro.domain import Model, Variant
from asrpro.errors import DownloadError, ModelDamaged, ModelNotAvailable
from fixtures.fetching import ARCHIVE, ENCODERS, JOINED, ORDER, PACKED, REPOSITORY, WEIGHTS, downloads, held, needed
from fixtures.hub_server import Fault, Repository
from fixtures.kept import recorded
from fixtures.zips import encoder, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.headway import Headway
    from asrpro.catalog.store import Stored
    from fixtures.hub_server import HubServer


@pytest.fixture
def work(hub: HubServer, tmp_path: Path) -> Iterator[Downloads]:
    made = downloads(hub, tmp_path)
    yield made
    made.close()


@pytest.fixture
def found(work: Downloads, hub: HubServer) -> Stored:
    """A Model that is here, of which the hub was asked nothing since."""
    came = work.fetch(ORDER).future.result(20)
    hub.asked.clear()
    hub.sent.clear()
    return came


def spoil(file: Path) -> None:
    """Change a byte in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.unlink()
    file.write_bytes(data)


def never(_found: Stored) -> bool:
    raise AssertionError("nothing is new")


def test_of_one_that_is_whole_nobody_is_asked(work: Downloads, found: Stored, hub: HubServer) -> None:
    download = work.fetch(ORDER)
    assert download.future.result(20) == found
    assert (download.mended, download.brought, download.intact, hub.asked) == ((), False, True, [])


def test_what_is_damaged_comes_anew_and_nothing_else(work: Downloads, found: Stored, hub: HubServer) -> None:
    hub.repositories[REPOSITORY].files["config.json"] += b" "  # which is for an update to bring
    spoil(found.folder / "model.bin")
    assert work.store.find(*ORDER.key) == found, "which its length does not tell"
    download = work.fetch(ORDER)
    again = download.future.result(20)
    assert (download.mended, download.brought, download.intact) == (["model.bin"], True, False)
    assert (again.listing, again.sha256) == (found.listing, found.sha256)
    assert {**hub.sent} == {WEIGHTS: 300_000}
    assert (found.folder / "model.bin").read_bytes() == hub.repositories[REPOSITORY].files["model.bin"]
    assert not work.store.is_unproven(*ORDER.key), "nothing that is damaged is kept"
    assert work.has_update(ORDER)


def test_one_that_cannot_be_mended_now_stays_until_it_can(work: Downloads, found: Stored, hub: HubServer) -> None:
    spoil(found.folder / "model.bin")
    hub.faults[WEIGHTS] = [Fault(status=403)]
    failed = work.fetch(ORDER)
    with pytest.raises(DownloadError):
        failed.future.result(20)
    assert (failed.mended, work.store.find(*ORDER.key)) == ((), found)
    assert work.fetch(ORDER).future.result(20)
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])


def test_an_update_mends_where_nothing_is_newer(work: Downloads, found: Stored, hub: HubServer) -> None:
    spoil(found.folder / "tokenizer.json")
    download = work.update(ORDER, never)
    assert download.future.result(20)
    assert (download.mended, download.renewed) == (["tokenizer.json"], False)
    assert hub.sent.keys() == {"tokenizer.json"}
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])


def test_an_update_that_was_never_loaded_is_mended_as_it_is(work: Downloads, found: Stored, hub: HubServer) -> None:
    hub.repositories[REPOSITORY].files["config.json"] += b" "
    work.update(ORDER, lambda _found: False).future.result(20)
    spoil(found.folder / "model.bin")
    assert work.fetch(ORDER).future.result(20)
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert work.store.is_unproven(*ORDER.key), "what is before it is kept until it was loaded"


def test_where_the_hub_has_no_such_commit_any_more_the_command_that_helps_is_named(
    work: Downloads, found: Stored, hub: HubServer
) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files |= {"README.md": b"# Another page"}  # and with it the commit
    repository.forgets = True
    spoil(found.folder / "model.bin")
    with pytest.raises(ModelNotAvailable) as told:
        work.fetch(ORDER).future.result(20)
    assert str(told.value) == (
        "whisper-small is damaged, and what it came from is gone. "
        f"{hub.url}/{REPOSITORY} does not have that version any more. "
        "Get the newest: asrpro models update whisper-small"
    )
    download = work.update(ORDER, never)
    again = download.future.result(20)
    assert (download.mended, download.renewed) == (["model.bin"], False)
    assert again.listing.commit == repository.commit
    assert held(again.folder) == needed(repository)


def test_an_update_to_newer_files_needs_nothing_of_what_is_damaged(
    work: Downloads, found: Stored, hub: HubServer
) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files["config.json"] += b" "
    repository.forgets = True
    spoil(found.folder / "model.bin")
    download = work.update(ORDER, lambda _found: True)
    again = download.future.result(20)
    assert download.renewed
    assert held(again.folder) == needed(repository)


def test_of_one_that_nobody_may_have_without_a_token_that_is_said(
    work: Downloads, found: Stored, hub: HubServer
) -> None:
    hub.repositories[REPOSITORY].private = True
    spoil(found.folder / "model.bin")
    with pytest.raises(ModelNotAvailable, match="or it is private"):
        work.fetch(ORDER).future.result(20)


def test_what_came_in_an_archive_is_mended_too(work: Downloads, hub: HubServer) -> None:
    hub.repositories[ENCODERS] = Repository({ARCHIVE: zipped(encoder())})
    found = work.fetch(JOINED).future.result(20)
    (file,) = found.folder.rglob("weight.bin")
    before = held(found.folder)
    spoil(file)
    hub.sent.clear()
    download = work.fetch(JOINED)
    assert download.future.result(20)
    assert download.mended == [file.relative_to(found.folder).as_posix()]
    assert hub.sent.keys() == {PACKED}
    assert held(found.folder) == before


def test_how_far_the_look_is_can_be_seen(work: Downloads, found: Stored) -> None:
    seen: list[Headway] = []
    (found.folder / "model.bin").unlink()
    (found.folder / "model.bin").write_bytes(bytes(64 << 20))
    recorded(found.folder)
    download = work.fetch(ORDER)
    download.listen(seen.append)
    size = download.future.result(20).size
    assert seen, "64 MB take longer than a look at it"
    assert {(one.looking, one.total, str(one)) for one in seen} == {(True, size, "Its files are looked at.")}
    assert seen[-1].done == size


def test_all_that_came_anew_is_named() -> None:
    assert mended("whisper-tiny", ["a.bin"]) == (
        "whisper-tiny is whole again: a.bin was damaged on the disk and was downloaded anew."
    )
    assert "a.bin, b.json were damaged" in mended("whisper-tiny", ["a.bin", "b.json"])


def test_the_command_is_named_for_what_was_downloaded_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASRPRO_HOME", str(tmp_path))
    error = ModelDamaged("model.bin is damaged.", "Convert it anew.")
    mine = Model("mine", "Mine", "faster_whisper", path=tmp_path / "mine")
    assert advised(mine, error) is error
    place = tmp_path / "data" / "models" / "faster_whisper" / "whisper-tiny"
    place.mkdir(parents=True)
    tiny = Model("whisper-tiny", "Tiny", variants=(Variant("faster_whisper", "somebody/tiny"),))
    assert not forms(tiny)
    there = Model("whisper-tiny", "Tiny", "faster_whisper", path=place)
    assert advised(there, error) is error
    (place / "model.bin").write_bytes(bytes(9))
    recorded(place)
    assert forms(tiny)
    told = advised(there, error)
    assert str(told) == (
        "model.bin is damaged. Have what is damaged downloaded again: asrpro models download whisper-tiny"
    )
    assert isinstance(told, ModelDamaged)


def test_that_all_was_whole_when_it_was_read_is_known_until_a_file_changes(work: Downloads, found: Stored) -> None:
    assert not known_whole(found)
    work.fetch(ORDER).future.result(20)
    assert known_whole(found)
    assert work.store.find(*ORDER.key) == found
    spoil(found.folder / "model.bin")
    assert not known_whole(found)
    assert work.fetch(ORDER).future.result(20)
    assert not known_whole(found), "which is mended, and was not read since"
    (found.folder / "model.bin").unlink()
    assert not known_whole(found)
