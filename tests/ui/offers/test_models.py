from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.dictation.engines import Engines
from asrpro.runtime.job import Priority
from asrpro.settings.file import SettingsFile
from asrpro.transcription.request import request
from asrpro.ui.offers.models import FOLDER, UNLOAD, ModelOffer
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.ui.look import Choice

ROUGH = "pocketsphinx-en-us"


class Shown:
    def __init__(self, folder: Path, engines: Engines) -> None:
        self.settings = SettingsFile(folder / "settings.json")
        self.offer = ModelOffer(self.settings, Catalogue(paths.catalogue()), engines, self.settings.set)

    def models(self) -> dict[str, Choice]:
        return {choice.name: choice for choice in self.offer.choices()[0]}

    def rest(self) -> dict[str, Choice]:
        return {choice.name: choice for choice in self.offer.choices()[1]}


@pytest.fixture
def engines(room: EngineRoom) -> Engines:
    return Engines(room)


@pytest.fixture
def shown(tmp_path: Path, engines: Engines) -> Shown:
    return Shown(tmp_path, engines)


def test_those_of_the_catalogue_and_the_one_from_a_folder(shown: Shown, whisper_folder: Path) -> None:
    assert [(one.name, one.current) for one in shown.models().values()] == [(ROUGH, True)]
    shown.offer.choose(str(whisper_folder))
    found = shown.models()
    assert [(one.title, one.current) for one in found.values()][1:] == [("whisper", True)]
    assert (found[ROUGH].current, found[str(whisper_folder)].beside) == (False, "14 MB")
    shown.offer.choose(ROUGH)
    assert shown.models()[ROUGH].current


def test_one_that_cannot_be_used_is_none(shown: Shown) -> None:
    shown.settings.set("model.name", "/nowhere")
    assert shown.offer.current is None
    assert not shown.models()[ROUGH].current


def nothing(_what: object) -> None:
    """Nobody looks at it."""


def test_what_is_in_memory_is_told_and_given_back(shown: Shown, engines: Engines) -> None:
    assert not shown.rest()[UNLOAD].enabled
    assert shown.rest()[FOLDER].enabled
    ended: list[object] = []
    speech = engines.recognise(
        request(shown.settings.current, Catalogue(paths.catalogue())),
        priority=Priority.DICTATION,
        on_partial=nothing,
        on_segment=nothing,
        on_silence=nothing,
        on_done=ended.append,
        on_failed=ended.append,
    )
    until(lambda: shown.models()[ROUGH].beside == "in memory", "the model in memory")
    assert not shown.rest()[UNLOAD].enabled  # it is at work
    shown.offer.choose(UNLOAD)
    assert shown.models()[ROUGH].beside == "in memory"
    speech.end()
    until(lambda: ended, "the end")
    until(lambda: shown.rest()[UNLOAD].enabled, "the model to be left")
    shown.offer.choose(UNLOAD)
    until(lambda: not shown.models()[ROUGH].beside, "memory given back")
    assert not shown.rest()[UNLOAD].enabled


def test_a_file_that_cannot_be_looked_at_has_no_size(shown: Shown, whisper_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    for file in whisper_folder.iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "README.md").symlink_to(tmp_path / "gone")
    shown.offer.choose(str(folder))
    assert (shown.models()[str(folder)].current, shown.models()[str(folder)].beside) == (True, "")
