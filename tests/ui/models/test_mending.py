"""A downloaded model that was damaged on the disk is mended in its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.domain import LoadOptions, State
from asrpro.errors import ModelDamaged
from asrpro.runtime.job import Job, Priority
from fixtures.fetching import REPOSITORY, WEIGHTS
from fixtures.hub_server import Fault
from fixtures.model_window import ROUGH, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from fixtures.hub_server import HubServer
    from fixtures.model_window import Opened

TITLE = "Whisper small"
WHOLE = (
    f"All files of {TITLE} are as they were published. If it cannot be loaded still, look for an update of it, or take "
    "another model."
)
UPDATE = (
    "All its files are as they were published, so take another model, or look for an update of it: "
    "asrpro models update whisper-small"
)


def loading(host: Host) -> Generator[Step | None, None, None]:
    host.load()
    yield from ()


def load(opened: Opened) -> None:
    """Have it loaded, as for a dictation."""
    with opened.room.residency.lease(opened.catalogue.find(SMALL), "cpu", LoadOptions()) as host:
        job = Job(loading(host), Priority.DICTATION, interrupt=host.kill)
        opened.room.lane.submit(job)
        job.future.result(60)


@pytest.fixture
def damaged(opened: Opened, hub: HubServer, whisper_folder: Path) -> Path:
    """Weights that are as long as they were."""
    hub.repositories[REPOSITORY].files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    opened.press(TITLE, "Download")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the model")
    opened.settings.set("model.name", ROUGH)
    file = paths.models() / "faster_whisper" / SMALL / "model.bin"
    file.write_bytes(bytes(file.stat().st_size))
    hub.sent.clear()
    return file


def test_it_is_downloaded_again_and_loads(opened: Opened, hub: HubServer, damaged: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        load(opened)
    opened.wait(lambda: "Cannot be used" in opened.texts(TITLE), "what came of loading it")
    assert "asrpro models download whisper-small" in opened.texts(TITLE)[-1]
    opened.wait(lambda: opened.offers(TITLE) == ["Use", "Delete...", "Download again"], "what can be done")

    hub.faults[WEIGHTS] = [Fault(status=403)]
    opened.press(TITLE, "Download again")
    opened.wait(lambda: REPOSITORY in opened.texts(TITLE)[-1], "why it did not come")
    assert "cannot be loaded" in opened.texts(TITLE)[-1], "what is wrong stays"
    opened.press(TITLE, "Download again")
    opened.says(f"{TITLE} is whole again: model.bin was damaged on the disk and was downloaded anew.")
    opened.wait(lambda: "On disk" in opened.texts(TITLE), "its end")
    opened.wait(lambda: opened.offers(TITLE) == ["Use", "Delete..."], "nothing to mend")
    assert hub.sent.keys() == {WEIGHTS}
    assert opened.settings.current.model.name == ROUGH, "it was not chosen"
    assert damaged.read_bytes() == hub.repositories[REPOSITORY].files["model.bin"]
    load(opened)
    assert opened.standings.of(opened.catalogue.entries[SMALL]).state is State.READY


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"{")], ids=["gone", "cut off"])
def test_one_of_which_a_file_is_gone_or_cut_off_is_told_and_mended(
    spoil: Callable[[Path], object], opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    hub.repositories[REPOSITORY].files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    opened.press(TITLE, "Download")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the model")
    file = paths.models() / "faster_whisper" / SMALL / "tokenizer.json"
    spoil(file)
    hub.sent.clear()
    opened.page.look()
    opened.wait(lambda: "Cannot be used" in opened.texts(TITLE) and not opened.page._busy, "what has become of it")
    told = f"tokenizer.json of {TITLE} is missing or damaged. Have what is damaged downloaded again: "
    assert opened.texts(TITLE)[-1] == f"{told}asrpro models download {SMALL}"
    assert opened.offers(TITLE) == ["Delete...", "Download again"]
    opened.press(TITLE, "Delete...")
    assert "10 MB" in opened.asked().text()
    opened.answer("Keep")
    opened.press(TITLE, "Download again")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "its end")
    assert file.read_bytes() == hub.repositories[REPOSITORY].files["tokenizer.json"]
    assert not hub.sent.get(WEIGHTS), "what is right is kept"


def test_one_whose_files_are_not_why_is_told_to_be_whole(opened: Opened, hub: HubServer, damaged: Path) -> None:
    with pytest.raises(ModelDamaged):
        load(opened)
    damaged.write_bytes(hub.repositories[REPOSITORY].files["model.bin"])  # as by a backup, unseen
    opened.press(TITLE, "Download again")
    opened.says(WHOLE)
    assert not hub.sent
    opened.wait(lambda: opened.offers(TITLE) == ["Use", "Delete..."], "nothing to mend")
    load(opened)
    opened.wait(lambda: "In memory" in opened.texts(TITLE), "its coming into memory")


def test_one_that_was_published_so_is_not_told_to_be_downloaded_again_and_again(
    opened: Opened, hub: HubServer, whisper_folder: Path
) -> None:
    files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()} | {"model.bin": bytes(1000)}
    hub.repositories[REPOSITORY].files = files
    opened.press(TITLE, "Download")
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the model")
    with pytest.raises(ModelDamaged, match="cannot be loaded") as failed:
        load(opened)
    assert "asrpro models download whisper-small" in str(failed.value)
    opened.press(TITLE, "Download again")
    opened.says(WHOLE)
    opened.wait(lambda: UPDATE in opened.texts(TITLE)[-1], "what helps now")
    assert "asrpro models download" not in opened.texts(TITLE)[-1]
    assert (opened.offers(TITLE), "Cannot be used" in opened.texts(TITLE)) == (["Delete..."], True)
    with pytest.raises(ModelDamaged, match="cannot be loaded") as failed:
        load(opened)
    assert str(failed.value).endswith(UPDATE)
    opened.wait(lambda: opened.texts(TITLE)[-1] == str(failed.value), "the same in its row")

    file = paths.models() / "faster_whisper" / SMALL / "model.bin"
    file.write_bytes(bytes(999) + b"x")
    opened.page.look()
    opened.wait(lambda: "Download again" in opened.offers(TITLE), "what helps where something was changed since")
