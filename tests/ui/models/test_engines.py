"""A model whose engine is not here says in its row what adds it, and is not to be used before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from asrpro import backends, paths
from asrpro.catalog.catalogue import Catalogue
from fixtures import forms, voxtral_program
from fixtures.engines import add_environment
from fixtures.kept import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.model_window import Opened

LACKING = "Cannot be used here"
PARAKEET, LARGE, VOXTRAL = "parakeet-tdt-0.6b-v2", "parakeet-tdt-1.1b", "voxtral-mini-realtime"


def downloaded(opened: Opened, backend: str, name: str) -> str:
    """Have one that was downloaded for this engine; its title."""
    entry = Catalogue(paths.catalogue()).entries[name]
    opened.catalogue.told = {**opened.catalogue.entries, name: entry}
    place = opened.downloads.store.place(backend, name)
    place.mkdir(parents=True)
    recorded(place)
    opened.page.look()
    opened.wait(lambda: LACKING in opened.texts(entry.title), "the model")
    return entry.title


def test_the_command_that_adds_its_engine_stands_in_its_row(opened: Opened) -> None:
    assert backends.lacks(backends.backend("nemo"))
    title = downloaded(opened, "nemo", PARAKEET)
    assert opened.offers(title) == ["Delete..."]
    told = opened.texts(title)[-1]
    assert told.endswith("Add them: asrpro engines add nemo")
    row = opened.row(title)
    assert row
    assert row._why.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    add_environment("nemo")
    opened.page.look()
    opened.wait(lambda: "Use" in opened.offers(title), "its engine")
    assert (told in opened.texts(title), LACKING in opened.texts(title)) == (False, False)
    assert "On disk" in opened.texts(title)


def test_what_is_to_be_known_of_a_form_is_read_before_it_is_fetched(opened: Opened) -> None:
    entry = Catalogue(paths.catalogue()).entries[LARGE]
    opened.catalogue.told = {**opened.catalogue.entries, LARGE: entry}
    opened.page.look()
    told = f"{entry.summary} Made by a user of Hugging Face, not by NVIDIA, and not tried with this program yet."
    opened.wait(lambda: told in opened.texts(entry.title), "its row")


def test_one_that_cannot_run_here_is_added_with_what_keeps_it_from_that(opened: Opened, tmp_path: Path) -> None:
    assert backends.lacks(backends.backend("nemo"))
    opened.page.add(forms.nemo(tmp_path / "mine.nemo"))
    opened.wait(lambda: opened.said and "mine" in opened.texts("mine"), "its row")
    assert opened.said == [f"mine is added, but cannot be used here. {opened.texts('mine')[-1]}"]
    assert opened.offers("mine") == ["Remove"]
    assert opened.texts("mine")[1] == LACKING


def test_a_program_that_the_settings_name_is_an_engine(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    title = downloaded(opened, "voxtral_c", VOXTRAL)
    told = "voxtral is not here. Say where it is: asrpro settings set engines.voxtral_program PATH"
    assert (opened.texts(title)[-1], opened.offers(title)) == (told, ["Delete..."])
    opened.settings.set("engines.voxtral_program", str(voxtral_program.program(tmp_path)))
    opened.page.look()
    opened.wait(lambda: "Use" in opened.offers(title), "its program")
