from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from asrpro import paths
from asrpro.catalog.adding import add
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from asrpro.errors import ModelDamaged, ModelNotAvailable, UsageError
from fixtures import forms


@pytest.fixture
def registered(tmp_path: Path) -> Registered:
    return Registered(tmp_path / "models" / "registered.json")


@pytest.fixture
def catalogue(registered: Registered) -> Catalogue:
    return Catalogue(paths.catalogue(), registered)


def copied(whisper_folder: Path, place: Path) -> Path:
    shutil.copytree(whisper_folder, place)
    return place


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("My Whisper (v2)", "my-whisper-v2"),
        ("whisper-small", "whisper-small-2"),  # the first is the catalogue's
        ("日本語", "日本語"),
        ("Größe (1) é", "größe-1-é"),
        ("Große_E\u0301", "große-é"),  # composed, however it is typed
        ("модель", "модель"),
        ("हिन्दी", "हिन्दी"),
        ("İstanbul", "i̇stanbul"),
        ("...", "model"),
        ("\U00010330" * 60, "\U00010330" * 45),  # letters of four bytes
        ("con", "model"),
        ("x" * 200, "x" * 60),
        (".hidden", "hidden"),
    ],
)
def test_a_name_is_made_of_the_folders(
    called: str, name: str, tmp_path: Path, whisper_folder: Path, catalogue: Catalogue, registered: Registered
) -> None:
    place = copied(whisper_folder, tmp_path / "of mine" / called)
    found = add(catalogue, registered, place)
    assert (found.id, found.path, found.backend) == (name, place, "faster_whisper")
    assert catalogue.find(name).path == place


@pytest.mark.parametrize("first", ["folder", "file"])
def test_the_folder_of_a_file_and_the_file_are_the_same_model(
    first: str, tmp_path: Path, catalogue: Catalogue, registered: Registered
) -> None:
    folder = tmp_path / "tdt-nemo"
    folder.mkdir()
    file = forms.nemo(folder / "parakeet.nemo")
    places = (folder, file) if first == "folder" else (file, folder)
    for place in (*places, *places):
        assert add(catalogue, registered, place, "nemo").path == file
    other = forms.nemo(tmp_path / "other.nemo")
    with pytest.raises(UsageError, match="nemo is the name of"):
        add(catalogue, registered, other, "nemo")


def test_a_model_with_another_one_in_it_is_itself_whatever_it_is_called_by(
    tmp_path: Path, whisper_folder: Path, catalogue: Catalogue, registered: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copied(whisper_folder, tmp_path / "mine")
    copied(whisper_folder, place / "checkpoint-500")
    (tmp_path / "link").symlink_to(place)
    monkeypatch.chdir(place)
    for number, called in enumerate((Path(), tmp_path / "link", Path("../mine"), place)):
        assert add(catalogue, registered, called, f"mine-{number}").path == place


@pytest.mark.skipif(sys.platform == "win32", reason="names are always text there")
def test_a_name_that_is_no_text_is_refused(
    tmp_path: Path, whisper_folder: Path, catalogue: Catalogue, registered: Registered
) -> None:
    place = copied(whisper_folder, tmp_path / "m\udcff")
    with pytest.raises(UsageError, match="is no text"):
        add(catalogue, registered, place)
    assert not registered.all


def test_one_that_has_a_name_keeps_it_and_two_of_a_kind_are_told_apart(
    tmp_path: Path, whisper_folder: Path, catalogue: Catalogue, registered: Registered
) -> None:
    first = copied(whisper_folder, tmp_path / "a" / "mine")
    second = copied(whisper_folder, tmp_path / "b" / "mine")
    assert [add(catalogue, registered, place).id for place in (first, second, first)] == ["mine", "mine-2", "mine"]
    add(catalogue, registered, first, "another")
    assert set(registered.all) == {"mine", "mine-2", "another"}


def test_what_is_none_gets_no_name(tmp_path: Path, catalogue: Catalogue, registered: Registered) -> None:
    with pytest.raises(ModelDamaged, match="does not hold a model"):
        add(catalogue, registered, tmp_path)
    assert not registered.all


def test_an_empty_name_is_none(whisper_folder: Path, catalogue: Catalogue, registered: Registered) -> None:
    with pytest.raises(UsageError, match="No model can be called"):
        add(catalogue, registered, whisper_folder, "")


def test_letters_of_any_language_may_be_in_a_name(
    whisper_folder: Path, catalogue: Catalogue, registered: Registered
) -> None:
    for name in ("Straße", "λόγος", "日本語"):
        assert add(catalogue, registered, whisper_folder, name).id == name.lower()
        assert catalogue.find(name).path == whisper_folder.resolve()


@pytest.mark.parametrize("place", ["nowhere", "", " ", "~nobody-of-that-name/whisper", "whisper-base"])
def test_where_nothing_is_that_is_told(
    place: str, whisper_folder: Path, catalogue: Catalogue, registered: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No path is not the current folder, though that holds a model."""
    monkeypatch.chdir(whisper_folder)
    with pytest.raises(ModelNotAvailable, match="There is no model at") as told:
        add(catalogue, registered, place, "mine")
    assert not isinstance(told.value, ModelDamaged)
    assert told.value.hint == "Give the path of the folder or file that holds the model.", "no id will do"
    assert not registered.all
