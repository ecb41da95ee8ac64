from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asrpro.backends.coreml import loading
from asrpro.catalog.local import inspected
from asrpro.cli.main import run
from asrpro.domain import Options, Segment
from backends.conftest import clip_at
from fixtures import mil, zips
from fixtures.fetching import ARCHIVE, ENCODERS, FOLDER, PACKED, REPOSITORY, held
from fixtures.hub_server import Repository
from fixtures.models_program import models, program

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer
    from fixtures.speech import Clip

    Told = pytest.CaptureFixture[str]

COREML = f"""
[whisper-small]
repository = "{REPOSITORY}"
files = ["config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
archives = [{{ repository = "{ENCODERS}", file = "{ARCHIVE}", folder = "{FOLDER}" }}]
confirmed = true
note = "Made by others."
"""


@pytest.fixture
def place(home: Path, hub: HubServer, whisper_folder: Path) -> Path:
    """Where a Whisper for Core ML will lie, which can be had from two repositories."""
    (home / "catalogue").mkdir(parents=True)
    (home / "catalogue" / "coreml.toml").write_text(COREML, "utf-8")
    hub.repositories[REPOSITORY] = Repository({file.name: file.read_bytes() for file in whisper_folder.iterdir()})
    hub.repositories[ENCODERS] = Repository({ARCHIVE: zips.zipped(zips.encoder())})
    return home / "data" / "models" / "coreml" / "whisper-small"


def test_it_is_downloaded_shown_updated_and_deleted(place: Path, home: Path, hub: HubServer, capsys: Told) -> None:
    assert models(home, "show", "small", "--json") == 0
    absent = json.loads(capsys.readouterr().out)
    assert (absent["backend"], absent["others"]) == ("faster_whisper", []), "what is got unless another is asked for"
    assert models(home, "download", "small", "--backend", "coreml", "--json") == 0
    done = capsys.readouterr()
    (got,) = json.loads(done.out)
    assert "Made by others.\n" in done.err, "what is to be known before"
    encoders = {"repository": ENCODERS, "commit": hub.repositories[ENCODERS].commit}
    assert (got["repository"], got["others"]) == (REPOSITORY, [encoders])
    assert got["size"] == sum(map(len, held(place).values()))

    assert models(home, "show", "small", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["backend"], shown["others"], shown["size"]) == ("coreml", [encoders], got["size"])
    assert (absent.get("note"), shown["note"]) == (None, "Made by others.")
    assert f"{FOLDER}/weights/weight.bin" in shown["files"]
    assert models(home, "show", "small") == 0
    told = capsys.readouterr().out
    assert f"And of      {ENCODERS} {encoders['commit']}" in told
    assert "Cannot run  Core ML is a part of macOS, and this is another system. Other engines run" in told
    assert "\ufffd" not in told

    assert models(home, "update", "--check") == 0
    assert capsys.readouterr().out == "whisper-small is the newest.\n"
    hub.repositories[ENCODERS].files[ARCHIVE] = zips.zipped(zips.encoder(seed=2))
    assert models(home, "update", "--check") == 0
    assert capsys.readouterr().out == "whisper-small: there is an update.\n"
    assert models(home, "remove", "small", "--yes") == 0
    assert not place.exists()


def test_it_is_recognised_and_loaded_as_far_as_this_system_can(
    place: Path, home: Path, hub: HubServer, clips: list[Clip], capsys: Told
) -> None:
    assert models(home, "download", "small", "--backend", "coreml") == 0
    model = inspected(place)
    assert (model.backend, loading.checked(model)) == ("coreml", place)
    steps = mil.engine(model).transcribe(clip_at(clips[8]), Options())
    assert [step.text for step in steps if isinstance(step, Segment)] == [clips[8].text]

    capsys.readouterr()
    transcribe = ["transcribe", str(clips[8].path), "--model", "small"]
    if hindrance := loading.hindrance():
        assert run(program(home), transcribe) == 2
        said = capsys.readouterr().err
        assert hindrance in said
        assert "asrpro models list" in said
        # Nor is an update fetched that could not be tried.
        hub.repositories[ENCODERS].files[ARCHIVE] = zips.zipped(zips.encoder(seed=2))
        hub.sent.clear()
        assert models(home, "update", "small") == 2
        assert hindrance in capsys.readouterr().err
        assert PACKED not in hub.sent
    assert models(home, "download", "small", "--backend", "faster_whisper") == 0
    capsys.readouterr()
    assert run(program(home), transcribe) == 0
    assert capsys.readouterr().out.strip() == clips[8].text
