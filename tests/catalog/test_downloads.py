from __future__ import annotations

import hashlib
import json
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import orders
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.order import Order
from asrpro.catalog.settling import NOWHERE
from asrpro.errors import DownloadError
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, followed, held, needed
from fixtures.hub_server import Fault, Repository
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.headway import Headway
    from fixtures.hub_server import HubServer

SIZE = 300_000


def test_a_model_is_fetched_whole_and_only_what_it_needs(hub: HubServer, tmp_path: Path) -> None:
    told: list[Headway] = []
    work = downloads(hub, tmp_path)
    found = followed(work, ORDER, told).future.result(20)
    work.close()
    repository = hub.repositories[REPOSITORY]
    assert found.folder == tmp_path / "faster_whisper" / "whisper-small"
    assert held(found.folder) == needed(repository)
    assert (found.listing.commit, found.listing.repository) == (repository.commit, REPOSITORY)
    assert found.sha256 == {name: hashlib.sha256(data).hexdigest() for name, data in needed(repository).items()}
    record = json.loads((found.folder / ".complete.json").read_text("utf-8"))
    assert {one["path"]: one["size"] for one in record["files"]} == {n: len(d) for n, d in needed(repository).items()}
    assert [one.name for one in found.folder.parent.iterdir() if one.name != ".whisper-small.lock"] == ["whisper-small"]
    assert (told[-1].done, told[-1].total) == (found.size, found.size)
    assert hub.requests("README.md") == []


def test_what_is_here_is_not_asked_for(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path)
    work.fetch(ORDER).future.result(20)
    asked = len(hub.asked)
    assert work.fetch(ORDER).future.result(20).size > SIZE
    work.close()
    assert len(hub.asked) == asked


@pytest.mark.parametrize("share", [0.0, 1 / SIZE, 0.5, 0.99])
def test_what_was_interrupted_goes_on_where_it_stopped(share: float, hub: HubServer, tmp_path: Path) -> None:
    arrived = int(share * SIZE)
    hub.faults[WEIGHTS] = [Fault(cut=arrived)]
    work = downloads(hub, tmp_path, tries=1)
    with pytest.raises(DownloadError, match="broke off") as told:
        work.fetch(ORDER).future.result(20)
    assert "is kept" in told.value.hint
    assert work.store.find(*ORDER.key) is None
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == SIZE, "no byte comes twice"
    assert hub.requests(WEIGHTS)[-1].get("range") == (f"bytes={arrived}-" if arrived else None)


def test_bytes_of_another_file_are_never_put_together(hub: HubServer, tmp_path: Path) -> None:
    """The server has other bytes under the same address by the second try."""
    hub.faults[WEIGHTS] = [Fault(cut=100_000)]
    work = downloads(hub, tmp_path, tries=1)
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    hub.repositories[REPOSITORY].files |= files(seed=2)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == 100_000 + SIZE


def test_the_server_is_asked_whether_it_is_still_the_same_file(hub: HubServer, tmp_path: Path) -> None:
    """It says one thing in its list and sends another."""
    repository = hub.repositories[REPOSITORY]
    truth = hashlib.sha256(repository.files["model.bin"]).hexdigest()
    right = repository.files["model.bin"]
    hub.faults[WEIGHTS] = [Fault(cut=100_000)]
    work = downloads(hub, tmp_path, tries=1)
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    repository.listed["model.bin"] = {"sha256": truth}
    repository.files["model.bin"] = files(seed=3)["model.bin"]
    with pytest.raises(DownloadError, match="damaged, twice"):
        work.fetch(ORDER).future.result(20)
    assert hub.requests(WEIGHTS)[1]["if-range"] == f'"{truth}"'
    assert hub.sent[WEIGHTS] == 100_000 + 2 * SIZE
    repository.files["model.bin"] = right
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(repository)


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(hub: HubServer, tmp_path: Path) -> None:
    hub.ranges = False
    hub.faults[WEIGHTS] = [Fault(cut=100_000)]
    told: list[Headway] = []
    work = downloads(hub, tmp_path)
    found = followed(work, ORDER, told).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == 100_000 + SIZE
    assert max(one.done for one in told) == told[-1].done == found.size


@pytest.mark.parametrize("name", [WEIGHTS, "tokenizer.json"])
def test_what_arrives_damaged_is_fetched_once_more(name: str, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[name] = [Fault(damaged=True)]
    work = downloads(hub, tmp_path)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert len(hub.requests(name)) == 2


def test_what_arrives_damaged_twice_is_told(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(damaged=True)] * 2
    work = downloads(hub, tmp_path)
    with pytest.raises(DownloadError, match=r"model\.bin arrived damaged, twice"):
        work.fetch(ORDER).future.result(20)
    work.close()
    assert work.store.find(*ORDER.key) is None
    (part,) = tmp_path.rglob("*.part")
    assert part.stat().st_size == 0


@pytest.mark.parametrize("size", [10, 400_000])
def test_more_or_less_than_was_announced_is_not_taken(size: int, hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].listed["model.bin"] = {"size": size}
    work = downloads(hub, tmp_path, tries=2)
    with pytest.raises(DownloadError):
        work.fetch(ORDER).future.result(20)
    work.close()
    assert all(part.stat().st_size <= size for part in tmp_path.rglob("*.part"))
    assert work.store.find(*ORDER.key) is None


def test_two_who_ask_share_one_download(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=1000)]
    work = downloads(hub, tmp_path)
    first = work.fetch(ORDER)
    assert hub.held.wait(20)
    assert work.fetch(ORDER) is first
    other = work.fetch(Order("faster_whisper", "other", REPOSITORY, ("config.json",)))
    hub.go_on.set()
    assert first.future.result(20).size > SIZE
    assert held(other.future.result(20).folder).keys() == {"config.json"}
    work.close()
    assert hub.sent[WEIGHTS] == SIZE


@pytest.mark.parametrize("at", [0, 1, 150_000])
def test_it_ends_at_once_when_it_is_cancelled_and_keeps_what_arrived(at: int, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=at)]
    work = downloads(hub, tmp_path)
    download = work.fetch(ORDER)
    assert hub.held.wait(20)
    until(lambda: not at or any(one.stat().st_size == at for one in tmp_path.rglob("*.part")), "the bytes that came")
    download.cancel()
    with pytest.raises(CancelledError):
        download.future.result(0)
    # Though its server says nothing, and could for long, the next one begins.
    found = work.fetch(ORDER).future.result(20)
    hub.go_on.set()
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == SIZE


def test_one_that_waits_for_its_turn_can_be_cancelled(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=0)]
    work = downloads(hub, tmp_path)
    first = work.fetch(ORDER)
    assert hub.held.wait(20)
    other = work.fetch(Order("faster_whisper", "other", REPOSITORY, ("config.json",)))
    other.cancel()
    assert other.future.cancelled()
    work.close()
    assert first.future.cancelled()
    hub.go_on.set()
    assert len(hub.requests("api")) == 1
    assert work._thread
    work._thread.join(20)
    assert not work._thread.is_alive()


@pytest.mark.parametrize(
    ("patterns", "lacking"),
    [
        (("*.onnx",), "*.onnx"),
        (("model.bin", "config.json", "vocab.json"), "vocab.json"),
        (("model.bin", "Config.json", "*.json", "onnx/*.json"), "Config.json, onnx/*.json"),
        (("model.bin", ".gitattributes"), ".gitattributes"),
    ],
)
def test_a_repository_without_all_that_is_needed_is_told_before_anything_is_fetched(
    patterns: tuple[str, ...], lacking: str, hub: HubServer, tmp_path: Path
) -> None:
    work = downloads(hub, tmp_path)
    with pytest.raises(DownloadError) as told:
        work.fetch(replace(ORDER, patterns=patterns)).future.result(20)
    work.close()
    page = f"{hub.url}/{REPOSITORY}"
    assert told.value.title == f"{page} lacks files that this model needs: {lacking}."
    assert [one.what for one in hub.asked] == ["api"]
    assert [one for one in tmp_path.rglob("*") if one.suffix != ".lock"] == [tmp_path / "faster_whisper"]


def test_of_weights_in_several_files_each_is_needed(hub: HubServer, tmp_path: Path) -> None:
    shards = [f"model-0000{number}-of-00003.safetensors" for number in (1, 2, 3)]
    hub.repositories[REPOSITORY].files |= {shards[0]: b"1", shards[2]: b"3"}
    order, work = replace(ORDER, patterns=("model*.safetensors",)), downloads(hub, tmp_path)
    with pytest.raises(DownloadError, match=rf"lacks files that this model needs: {shards[1]}\."):
        work.fetch(order).future.result(20)
    hub.repositories[REPOSITORY].files[shards[1]] = b"2"
    work.fetch(order).future.result(20)
    work.close()
    assert sorted(held(tmp_path / "faster_whisper" / ORDER.model)) == shards


def test_a_shipped_model_is_not_half_a_one(hub: HubServer, tmp_path: Path) -> None:
    """A repository in which the exports have other names."""
    model = Catalogue(paths.catalogue()).entries["whisper-tiny"]
    form = orders.variant(model, "onnx", NOWHERE)
    assert form
    names = ("config.json", "vocab.json", "onnx/encoder_model.onnx", "onnx/decoder_model_merged_int8.onnx")
    hub.repositories[form.repository] = Repository(dict.fromkeys(names, b"{}"))
    work = downloads(hub, tmp_path)
    order = orders.order(model, form)
    with pytest.raises(DownloadError, match=r"needs: added_tokens\.json, onnx/encoder_model_int8\.onnx\."):
        work.fetch(order).future.result(20)
    work.close()
    assert work.store.find(*order.key) is None


@pytest.mark.parametrize("there", [{}, {"chat.jinja": b"{{ text }}"}])
def test_what_a_model_does_without_is_taken_where_it_is_there(
    there: dict[str, bytes], hub: HubServer, tmp_path: Path
) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files |= there
    work = downloads(hub, tmp_path)
    found = work.fetch(replace(ORDER, optional=("*.jinja", "merges.txt"))).future.result(20)
    work.close()
    assert held(found.folder) == needed(repository) | there


def test_a_repository_that_was_renamed_is_found_under_its_old_name(hub: HubServer, tmp_path: Path) -> None:
    hub.renamed["somebody/old"] = REPOSITORY
    work = downloads(hub, tmp_path)
    found = work.fetch(replace(ORDER, repository="somebody/old")).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])


def test_two_names_for_the_same_bytes_are_fetched_once(hub: HubServer, tmp_path: Path) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files |= {"onnx/model.bin": repository.files["model.bin"], "onnx/empty.json": b"", "empty.json": b""}
    work = downloads(hub, tmp_path)
    found = work.fetch(Order("onnx", "twice", REPOSITORY, ("*.bin", "*.json"))).future.result(20)
    work.close()
    assert held(found.folder) == needed(repository)
    assert hub.sent[WEIGHTS] + hub.sent["cdn:onnx/model.bin"] == 300_000
    assert json.loads((found.folder / ".complete.json").read_text("utf-8"))["commit"] == repository.commit
