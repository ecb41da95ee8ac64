from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.registered import Registered
from asrpro.catalog.store import Store
from asrpro.cli.program import Program
from asrpro.dictation.ledger import Ledger
from asrpro.history.store import History
from asrpro.settings.file import SettingsFile
from fixtures.entries import NOTE, TALK
from fixtures.logs import logging_as_before
from fixtures.rooms import odd_room
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.speech import Clip

ODD_MODEL = """
[{name}]
title = "Odd ({name})"
window = 30.0
takes_prompt = true
"""


@pytest.fixture(autouse=True)
def _log_is_closed() -> Iterator[None]:
    with logging_as_before():
        yield


@pytest.fixture(scope="session")
def talk(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds of speech, of which odd engines say "Second 0." and so on."""
    return written(tmp_path_factory.mktemp("talk") / "talk.wav", [heard(clip.path) for clip in clips[:3]])


@pytest.fixture
def history(home: Path) -> Iterator[History]:
    """The history that commands of this test write to."""
    store = History(home / "data" / "history.db")
    yield store
    store.close()


@pytest.fixture
def filled(history: History) -> History:
    """The history with a file and a dictation in it."""
    history.add(TALK)
    history.add(NOTE)
    return history


@pytest.fixture
def odd_program(home: Path, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A Program whose Models misbehave, each as its id says."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    names = ("prints", "prints-in-c", "dies", "raises", "dies-at-load", "well")
    catalogue = tmp_path / "models"
    catalogue.mkdir()
    (catalogue / "models.toml").write_text("".join(ODD_MODEL.format(name=name) for name in names))
    (catalogue / "pocketsphinx.toml").write_text("".join(f"[{name}]\n" for name in names))
    return Program(
        settings=SettingsFile(home / "config" / "settings.json"),
        history=lambda: history,
        ledger=lambda: Ledger(home / "data" / "latency.jsonl"),
        recordings=lambda: home / "data" / "recordings",
        catalogue=lambda: Catalogue(catalogue),
        downloads=lambda: Downloads(Store(home / "data" / "models")),
        registered=lambda: Registered(home / "data" / "models" / "registered.json"),
        engine_room=odd_room,
        sample=paths.resources() / "sample.flac",
        log_folder=home / "log",
    )
