"""A downloaded model that was damaged on the disk is told with the command that mends it, which it does."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.fetching import REPOSITORY, WEIGHTS, held
from fixtures.models_program import COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.hub_server import HubServer
    from fixtures.speech import Clip

    Asked = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place(home: Path, hub: HubServer, whisper_folder: Path, asked: Asked) -> Path:
    """Where a Model lies that really loads."""
    hub.repositories[REPOSITORY].files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    assert asked("download", "small").returncode == 0
    hub.asked.clear()
    hub.sent.clear()
    return home / "data" / "models" / "faster_whisper" / "whisper-small"


def spoil(file: Path) -> None:
    """Have other bytes in it, as many as before."""
    file.write_bytes(b"x" * file.stat().st_size)


def test_it_is_mended_by_the_command_that_is_told(place: Path, hub: HubServer, asked: Asked, clips: list[Clip]) -> None:
    before = held(place)
    spoil(place / "model.bin")
    transcribe = [*COMMAND, "transcribe", str(clips[8].path), "--model", "small"]
    damaged = subprocess.run(transcribe, capture_output=True, text=True, check=False, timeout=100)
    assert damaged.returncode == 3
    told, command = damaged.stderr.splitlines()[-1].rsplit(": ", 1)
    assert told == "Have what is damaged downloaded again"
    assert "convert" not in damaged.stderr
    assert command == "asrpro models download whisper-small"

    mended = asked(*command.split()[2:])
    assert (mended.returncode, mended.stderr) == (0, "")
    said = "whisper-small is whole again: model.bin was damaged on the disk and was downloaded anew.\n"
    assert mended.stdout == said
    assert hub.sent.keys() == {WEIGHTS}
    assert held(place) == before
    done = subprocess.run(transcribe, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stdout.strip()) == (0, clips[8].text), done.stderr


def test_an_update_mends_it_as_well(place: Path, asked: Asked) -> None:
    before = held(place)
    spoil(place / "config.json")
    (mended,) = json.loads(asked("update", "small", "--json").stdout)
    assert (mended["updated"], mended["mended"]) == (False, ["config.json"])
    assert held(place) == before
    assert asked("update", "small").stdout == "whisper-small is the newest.\n"


def test_one_that_is_whole_stays_and_nobody_is_asked(place: Path, hub: HubServer, asked: Asked) -> None:
    here = asked("download", "small")
    assert here.returncode == 0
    assert here.stdout == (
        f"whisper-small is here: 14 MB in {place}\n"
        "All files of whisper-small are as they were published. If it cannot be loaded still, look for an update of "
        "it, or take another model.\n"
    )
    (told,) = json.loads(asked("download", "small", "--json").stdout)
    assert told["mended"] == []
    assert hub.asked == []
