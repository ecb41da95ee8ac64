from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import adding
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from asrpro.catalog.store import Store
from asrpro.errors import ModelDamaged, ModelNotAvailable, UsageError
from catalog.conftest import converted
from fixtures.kept import recorded

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


def test_a_place_stands_for_the_model_that_was_given_a_name(tmp_path: Path) -> None:
    registered = Registered(tmp_path / "registered.json")
    catalogue = Catalogue(SHIPPED, registered)
    place, link = converted(tmp_path / "ct2"), tmp_path / "link"
    link.symlink_to(place)
    assert catalogue.find(str(place)).id == "ct2"
    registered.add("mine", place)
    registered.add_place("nas", "http://127.0.0.1:9/v1#w1")
    for written in (str(place), f" {place}/", str(tmp_path / "x" / ".." / "ct2"), str(link)):
        assert catalogue.find(written) == catalogue.find("mine")
    assert catalogue.find("http://127.0.0.1:9/v1/#w1") == catalogue.find("nas")
    told = [str(place), f"{place}/", "Mine", "http://127.0.0.1:9/v1#w1", "small", str(tmp_path / "other"), "Else"]
    known = ["mine", "mine", "mine", "nas", "whisper-small", str(tmp_path / "other").lower(), "else"]
    assert [catalogue.id_of(one) for one in told] == known
    registered.forget("mine")
    assert catalogue.find(str(place)).id == "ct2"
    registered.add("mine", place)
    shutil.rmtree(place)
    assert str(catalogue.found(str(place))) == str(catalogue.found("mine")), "with the same advice"


def test_a_place_where_a_download_lies_stands_for_that(tmp_path: Path) -> None:
    registered = Registered(tmp_path / "registered.json")
    catalogue, store = Catalogue(SHIPPED, registered), Store(paths.models())
    place = recorded(converted(store.place("faster_whisper", "whisper-small")))
    recorded(converted(store.place("mlx_whisper", "whisper-small")))
    entry = catalogue.entries["whisper-small"]
    for written in (str(place), f"{place}/", str(place / "model.bin")):
        assert catalogue.known(written) == entry
        assert catalogue.find(written) == catalogue.find("whisper-small")
    other = catalogue.find(str(store.place("mlx_whisper", "whisper-small")))
    assert (other.id, other.backend) == ("whisper-small", "mlx_whisper")
    with pytest.raises(UsageError, match="is Whisper small, which was downloaded"):
        adding.add(catalogue, registered, place, "mine")
    shutil.rmtree(place)
    assert catalogue.id_of(str(place)) == "whisper-small"
    assert catalogue.find(str(place)) == other, "as with a repository's name"
    shutil.rmtree(other.path or place)
    with pytest.raises(ModelNotAvailable, match="known, but not on this machine") as told:
        catalogue.find(str(place))
    assert "--backend faster_whisper" in told.value.hint


def test_what_others_have_put_among_the_downloads_is_what_it_is(tmp_path: Path) -> None:
    catalogue = Catalogue(SHIPPED, Registered(tmp_path / "registered.json"))
    place = converted(Store(paths.models()).place("faster_whisper", "whisper-small"))
    found = catalogue.find(str(place))
    assert (found.id, found.path) == (str(place), place)
    assert catalogue.known(str(place)) is None
    registered = Registered(tmp_path / "registered.json")
    assert adding.add(catalogue, registered, place, "mine").path == place


def test_a_download_that_is_not_whole_is_no_other_model_by_its_place(tmp_path: Path) -> None:
    catalogue = Catalogue(SHIPPED, Registered(tmp_path / "registered.json"))
    place = recorded(converted(Store(paths.models()).place("faster_whisper", "whisper-small")))
    (place / "config.json").write_bytes(b"{}")
    for name in (str(place), "small"):
        with pytest.raises(ModelDamaged, match=r"config\.json of Whisper small is missing or damaged") as told:
            catalogue.find(name)
        assert told.value.hint.endswith("asrpro models download whisper-small")


@pytest.mark.parametrize("place", ["/nowhere/a\0b", "/nowhere/\ud800"])
def test_a_place_that_cannot_be_one_hides_no_other(place: str, tmp_path: Path) -> None:
    file = tmp_path / "registered.json"
    file.write_text(json.dumps({"odd": place, "mine": str(converted(tmp_path / "ct2"))}), "utf-8")
    own = Catalogue(SHIPPED, Registered(file)).own
    assert isinstance(own["odd"], ModelNotAvailable)
    assert own["mine"].path == tmp_path / "ct2"


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
