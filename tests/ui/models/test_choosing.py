"""What people are told as they have another Model hear them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from asrpro.dictation.view import View
from asrpro.settings.file import SettingsFile
from asrpro.ui.models.choosing import Choosing

if TYPE_CHECKING:
    from pathlib import Path

ROUGH = "pocketsphinx-en-us"
TITLE = "PocketSphinx, US English (rough, for trying out)"
HEARS = f"{TITLE} hears you from now on."


class Told:
    def __init__(self, folder: Path) -> None:
        self.settings = SettingsFile(folder / "settings.json")
        self.registered = Registered(folder / "registered.json")
        self.said: list[str] = []
        self.within: list[str] = []
        self.view = View()
        catalogue = Catalogue(paths.catalogue(), self.registered)
        say, tell = self.said.append, self.within.append
        self.use = Choosing(self.settings, catalogue, lambda: self.view, say=say, tell=tell).use


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_that_it_hears_from_now_on_is_said(told: Told) -> None:
    told.use(ROUGH)
    assert (told.said, told.within, told.settings.current.model.name) == ([HEARS], [], ROUGH)


def test_where_speech_goes_is_said_of_a_server(told: Told) -> None:
    told.registered.add_place("nas", "http://192.168.1.5:8000/v1#whisper-1")
    told.use("nas")
    (said,) = told.said
    assert said.startswith("nas (whisper-1 at 192.168.1.5:8000) hears you from now on. What you say is sent to 192.168")


@pytest.mark.parametrize("state", ["opening", "recording"])
def test_which_one_hears_what_is_being_said_is_told_below_it(told: Told, state: str) -> None:
    told.view = View(state=state, model="Whisper small")  # type: ignore[arg-type]
    told.use(ROUGH)
    assert (told.said, told.within) == ([], [f"{HEARS} The dictation under way still goes to Whisper small."])
    told.view = View(state=state, model=TITLE)  # type: ignore[arg-type]
    told.use(ROUGH)
    assert told.within[-1] == HEARS


def test_what_keeps_it_from_being_chosen_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = Told(tmp_path / "file")  # which is no folder
    told.use(ROUGH)
    (said,) = told.said
    assert "hears you" not in said
