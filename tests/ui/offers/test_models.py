from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro import backends, paths
from asrpro.catalog import folders
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.registered import Registered
from asrpro.catalog.store import Store
from asrpro.dictation.engines import Engines
from asrpro.dictation.view import View
from asrpro.runtime.job import Priority
from asrpro.runtime.standings import Standings
from asrpro.settings.file import SettingsFile
from asrpro.transcription.request import request
from asrpro.ui.models.choosing import Choosing
from asrpro.ui.models.getting import Getting
from asrpro.ui.offers.getting import GettingOffer
from asrpro.ui.offers.models import MANAGE, UNLOAD, ModelOffer
from fixtures.kept import recorded
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.ui.look import Choice

ROUGH = "pocketsphinx-en-us"


class Shown:
    def __init__(self, folder: Path, room: EngineRoom) -> None:
        self.settings = SettingsFile(folder / "settings.json")
        self.said: list[str] = []
        self.registered, self.store = Registered(paths.models() / "registered.json"), Store(paths.models())
        catalogue, self.managed = Catalogue(paths.catalogue(), self.registered), 0
        downloads = Downloads(self.store)
        standings = Standings(room.residency, catalogue, downloads)
        self.getting = Getting(
            self.settings, catalogue, downloads, lambda _language: [], prove=lambda *_loaded: True, say=self.said.append
        )
        self.offer = ModelOffer(
            self.settings,
            catalogue,
            standings,
            GettingOffer(catalogue, self.getting, self.said.append),
            why="{0.title} on this computer.".format,
            use=Choosing(self.settings, catalogue, View, say=self.said.append, tell=self.said.append).use,
            manage=self._manage,
        )

    def _manage(self) -> None:
        self.managed += 1

    def models(self) -> dict[str, Choice]:
        return {choice.name: choice for choice in self.offer.choices()[0]}

    def rest(self) -> dict[str, Choice]:
        return {choice.name: choice for choice in self.offer.choices()[1]}

    def why(self) -> list[str]:
        return [choice.title for choice in self.offer.choices()[2]]


@pytest.fixture
def engines(room: EngineRoom) -> Engines:
    return Engines(room)


@pytest.fixture
def shown(tmp_path: Path, room: EngineRoom) -> Iterator[Shown]:
    shown = Shown(tmp_path, room)
    yield shown
    shown.offer.close()
    shown.getting.close()


def test_those_of_the_catalogue_and_the_one_from_a_folder(shown: Shown, whisper_folder: Path) -> None:
    assert [(one.name, one.current) for one in shown.models().values()] == [(ROUGH, True)]
    shown.offer.choose(str(whisper_folder))
    found = shown.models()
    assert [(one.title, one.current) for one in found.values()][1:] == [("whisper", True)]
    assert (found[ROUGH].current, found[str(whisper_folder)].beside) == (False, "14 MB")
    shown.offer.choose(ROUGH)
    assert shown.models()[ROUGH].current


def test_ones_own_are_offered_by_their_names(shown: Shown, whisper_folder: Path) -> None:
    shown.registered.add("mine", whisper_folder)
    shown.registered.add("gone", whisper_folder / "nowhere")
    until(lambda: "mine" in shown.models(), "mine")
    shown.offer.choose("mine")
    assert shown.settings.current.model.name == "mine"
    found = shown.models()
    assert (found["mine"].current, found["mine"].beside, "gone" in found) == (True, "14 MB", False)
    assert shown.offer.current is not None
    shown.registered.forget("mine")
    until(lambda: not shown.models()["mine"].enabled, "its end")
    assert shown.offer.current is None
    shown.offer.choose(ROUGH)
    assert "mine" not in shown.models()


def test_one_at_a_server_is_marked_and_what_goes_there_is_said(shown: Shown) -> None:
    shown.registered.add_place("nas", "http://192.168.1.5:8000/v1#whisper-1")
    until(lambda: "nas" in shown.models(), "the server")
    assert shown.models()["nas"].beside == "on a server"
    shown.offer.choose("nas")
    assert "What you say is sent to 192.168.1.5:8000" in shown.said[-1]
    assert shown.models()["nas"].current


def test_the_chosen_one_is_marked_by_whatever_name_it_goes(shown: Shown, whisper_folder: Path) -> None:
    server = "http://192.168.1.5:8000/v1#whisper-1"

    def marked() -> list[str]:
        return [name for name, one in shown.models().items() if one.current]

    for place, name in ((str(whisper_folder), "mine"), (server, "nas")):
        shown.offer.choose(place)
        assert marked() == [place]
        shown.registered.add_place(name, place)
        until(lambda name=name: name in shown.models(), name)
        assert (marked(), place in shown.models()) == ([name], False), "one model is one entry"
        assert shown.offer.current
        assert shown.offer.current.id == name


def test_one_chosen_by_its_place_is_offered_as_long_as_it_is_there(
    shown: Shown, whisper_folder: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(whisper_folder, tmp_path / "free")
    shown.settings.set("model.name", str(place))
    assert shown.models()[str(place)].enabled
    shutil.rmtree(place)
    until(lambda: not shown.models()[str(place)].enabled, "its end")
    found = shown.models()[str(place)]
    assert (found.title, found.current, found.beside) == ("free", True, "cannot be used")
    shown.settings.set("model.name", ROUGH)
    assert [*shown.models()] == [ROUGH]
    shutil.copytree(whisper_folder, place)
    until(lambda: [*shown.models()] == [ROUGH, str(place)], "the way back to it")
    shown.registered.add("mine", place)
    until(lambda: [*shown.models()] == [ROUGH, "mine"], "its name")


def test_a_damaged_one_has_the_name_that_it_was_given(shown: Shown, whisper_folder: Path, tmp_path: Path) -> None:
    place = shutil.copytree(whisper_folder, tmp_path / "free")
    shown.registered.add("mine", place)
    shown.settings.set("model.name", str(place))
    until(lambda: "mine" in shown.models(), "mine")
    (place / "model.bin").write_bytes(b"cut")
    until(lambda: not shown.models()["mine"].enabled, "its damage")
    found = shown.models()["mine"]
    assert (found.title, found.current, found.beside) == ("mine", True, "cannot be used")
    assert {*shown.models()} == {"mine", ROUGH}


def test_what_a_command_has_chosen_is_marked_at_once(shown: Shown, whisper_folder: Path) -> None:
    shown.settings.set("model.name", str(whisper_folder))
    assert shown.models()[str(whisper_folder)].current
    SettingsFile(shown.settings.path).set("model.name", ROUGH)
    assert [name for name, one in shown.models().items() if one.current] == [ROUGH]


def test_the_window_of_models_is_an_entry(shown: Shown) -> None:
    shown.offer.choose(MANAGE)
    assert (shown.managed, shown.settings.current.model.name) == (1, ROUGH)


@pytest.mark.parametrize(
    ("name", "title", "beside"),
    [
        ("/home/nobody/my model", "my model", "cannot be used"),
        ("mine", "mine", "cannot be used"),
        ("damaged", "damaged", "cannot be used"),
        ("whisper-tiny", "Whisper tiny", "not downloaded"),
    ],
)
def test_the_chosen_one_that_cannot_be_used_is_shown_as_that(
    shown: Shown, tmp_path: Path, name: str, title: str, beside: str
) -> None:
    (tmp_path / "empty").mkdir()
    shown.registered.add("mine", tmp_path / "moved away")
    shown.registered.add("damaged", tmp_path / "empty")
    shown.settings.set("model.name", name)
    assert shown.offer.current is None
    chosen, rough = shown.offer.choices()[0]
    assert (chosen.name, chosen.title, chosen.current, chosen.enabled) == (name, title, True, False)
    assert chosen.beside == beside
    assert (rough.name, rough.current) == (ROUGH, False)


def test_one_that_is_back_can_be_used_again(shown: Shown, whisper_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shown.settings.set("model.name", str(folder))
    assert not shown.models()[str(folder)].enabled
    folder.symlink_to(whisper_folder)
    until(lambda: shown.models()[str(folder)].enabled, "its being back")


def nothing(_what: object) -> None:
    """Nobody looks at it."""


def test_what_is_in_memory_is_told_and_given_back(shown: Shown, engines: Engines) -> None:
    assert not shown.rest()[UNLOAD].enabled
    assert shown.rest()[MANAGE].enabled
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
    until(lambda: shown.models()[ROUGH].beside == "in use", "the model in memory")
    until(lambda: " ".join(shown.why()) == f"{shown.models()[ROUGH].title} on this computer.", "why")
    assert max(map(len, shown.why())) < 50, "no wider than the models"
    assert not shown.rest()[UNLOAD].enabled  # it is at work
    shown.offer.choose(UNLOAD)
    assert shown.models()[ROUGH].beside == "in use"
    speech.end()
    until(lambda: ended, "the end")
    until(lambda: shown.rest()[UNLOAD].enabled, "the model to be left")
    assert shown.models()[ROUGH].beside == "in memory"
    shown.offer.choose(UNLOAD)
    until(lambda: not shown.models()[ROUGH].beside, "memory given back")
    assert not shown.rest()[UNLOAD].enabled
    assert shown.why() == []


def test_the_users_own_are_looked_into_where_one_of_them_is_another(shown: Shown, whisper_folder: Path) -> None:
    def own() -> set[str]:
        return {*shown.offer._own.last(None)}

    shown.registered.add("mine", whisper_folder)
    shown.offer.renew("whisper-tiny")
    assert own() == set(), "one of the catalogue is none of them"
    shown.offer.renew("mine")
    assert own() == {"mine"}
    shown.registered.add("whisper-tiny", whisper_folder)  # which hides that of the catalogue
    shown.offer.renew("whisper-base")
    assert own() == {"mine"}
    shown.offer.renew("whisper-tiny")
    assert own() == {"mine", "whisper-tiny"}
    shown.registered.forget("whisper-tiny")
    shown.offer.renew("whisper-tiny")
    assert own() == {"mine"}, "it was one"


def test_what_comes_is_shown_and_cannot_be_chosen(shown: Shown) -> None:
    place = shown.store.place("faster_whisper", "whisper-tiny")
    shown.settings.set("model.name", "openai/whisper-tiny")
    with shown.store.lock("faster_whisper", "whisper-tiny"):
        folders.beside(place, folders.ARRIVING).mkdir()
        coming = shown.models()["whisper-tiny"]
        assert (coming.beside, coming.enabled, coming.current) == ("downloading", False, None)
    assert shown.models()["whisper-tiny"].beside == "not downloaded"  # it was interrupted


def test_a_file_that_cannot_be_looked_at_has_no_size(shown: Shown, whisper_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    for file in whisper_folder.iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "README.md").symlink_to(tmp_path / "gone")
    shown.offer.choose(str(folder))
    assert (shown.models()[str(folder)].current, shown.models()[str(folder)].beside) == (True, "")


def test_one_whose_engine_is_not_here_cannot_be_picked(shown: Shown) -> None:
    assert backends.lacks(backends.backend("nemo"))
    place = shown.store.place("nemo", "parakeet-tdt-0.6b-v2")
    place.mkdir(parents=True)
    recorded(place)
    found = shown.models()
    assert (found[place.name].enabled, found[place.name].beside.split(", ")[-1]) == (False, "cannot be used here")
    assert found[ROUGH].enabled
