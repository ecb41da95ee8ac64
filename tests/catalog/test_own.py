from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import adding
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from asrpro.errors import ModelNotAvailable
from catalog.conftest import converted

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = paths.catalogue()


def test_ones_own_are_found_by_the_names_they_were_given(tmp_path: Path) -> None:
    registered = Registered(tmp_path / "registered.json")
    catalogue = Catalogue(SHIPPED, registered)
    place = converted(tmp_path / "My Whisper")
    registered.add("mine", place)
    model = catalogue.find(" MINE")
    assert (model.id, model.title, model.backend, model.path) == ("mine", "mine", "faster_whisper", place.resolve())


@pytest.mark.parametrize("name", ["whisper-small", "small", "whisper-small-mlx"])
def test_a_name_of_ones_own_is_not_taken_by_a_newer_catalogue(name: str, tmp_path: Path) -> None:
    registered = Registered(tmp_path / "registered.json")
    catalogue = Catalogue(SHIPPED, registered)
    assert catalogue.known(name)
    place = converted(tmp_path / "My Whisper")
    registered.add(name, place)
    assert catalogue.known(name) is catalogue.meant(name) is catalogue.ready(name) is None
    assert catalogue.find(name).path == catalogue.own[name].path == place.resolve()
    assert ("whisper-small" in catalogue.entries) == (name != "whisper-small"), "one name stands for one model"
    other = catalogue.known("openai/whisper-small")
    assert other
    assert other.id == "whisper-small"
    registered.forget(name)
    assert catalogue.known(name) == catalogue.entries["whisper-small"]


@pytest.mark.parametrize("written", ["m\u00fcller", "mu\u0308ller"])
@pytest.mark.parametrize("asked", ["m\u00fcller", "mu\u0308ller", " M\u00dcLLER", "MU\u0308LLER"])
def test_letters_with_marks_are_the_same_however_they_are_made(written: str, asked: str, tmp_path: Path) -> None:
    """Also in a file from before."""
    place = converted(tmp_path / "My Whisper")
    file = tmp_path / "registered.json"
    file.write_text(json.dumps({written: str(place)}), "utf-8")
    registered = Registered(file)
    catalogue = Catalogue(SHIPPED, registered)
    assert [*catalogue.own] == [catalogue.find(asked).id] == ["m\u00fcller"]
    assert adding.add(catalogue, registered, place, asked).id == "m\u00fcller"
    assert registered.forget(asked)
    assert json.loads(file.read_text("utf-8")) == {}


def test_of_one_that_is_gone_it_is_said_what_can_be_done(tmp_path: Path) -> None:
    registered = Registered(tmp_path / "registered.json")
    registered.add("my whisper", tmp_path / "away")
    with pytest.raises(ModelNotAvailable) as told:
        Catalogue(SHIPPED, registered).find("my whisper")
    assert told.value.title == f"There is no model at {tmp_path / 'away'}."
    assert "another one in the tray's menu under Model" in told.value.hint
    assert told.value.hint.endswith("asrpro models remove 'my whisper'")
