from __future__ import annotations

import json
import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asrpro import backends, paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import Model
from asrpro.errors import ModelDamaged, ModelNotAvailable
from catalog.conftest import converted

SHIPPED = paths.catalogue()
SCHEMA = json.loads((SHIPPED / "models.schema.json").read_text("utf-8"))
ENTRY = 'summary = "A."\nlicence = "MIT"\nlanguages = []\ntasks = ["transcribe"]\ntimestamps = "none"\n'


def tables(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((SHIPPED / name).read_text("utf-8"))


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(SHIPPED)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's with models in it, which is also where they are."""
    converted(tmp_path / "models" / "My Whisper.EN", tokens=51864)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_entry_is_complete() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(tables("models.toml"))


def test_the_schema_knows_the_fields_of_a_model() -> None:
    given_elsewhere = {"id", "backend", "path"}
    assert {field.name for field in fields(Model)} - given_elsewhere == set(
        SCHEMA["additionalProperties"]["properties"]
    )


@pytest.mark.parametrize(
    "entry",
    [{"title": "A"}, {"summary": "no capital."}, {"tasks": []}, {"languages": ["english"]}, {"window": 0}, {"new": 1}],
)
def test_the_schema_finds_what_is_wrong(entry: dict[str, Any]) -> None:
    whole = tables("models.toml")["pocketsphinx-en-us"]
    wrong = whole | entry if entry != {"title": "A"} else entry
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"some-model": wrong}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"Some Model": whole}, SCHEMA)


def test_every_model_has_a_backend_and_every_backend_models_that_are_told_of(catalogue: Catalogue) -> None:
    told = tables("models.toml")
    for file in SHIPPED.glob("*.toml"):
        if file.stem != "models":
            assert file.stem in backends.names()
            assert set(tables(file.name)) <= set(told)
    assert set(catalogue.models) == set(told)
    assert all(catalogue.models[name].backend in backends.names() for name in told)


def test_no_name_stands_for_two_models(catalogue: Catalogue) -> None:
    names = [name for model in catalogue.models.values() for name in (model.id, *model.aliases)]
    assert len(names) == len(set(names))
    assert names == [name.lower() for name in names]


def test_an_entry_becomes_a_model(catalogue: Catalogue) -> None:
    model = catalogue.models["pocketsphinx-en-us"]
    assert (model.backend, model.languages, model.timestamps) == ("pocketsphinx", ("en",), "word")
    assert (model.punctuated, model.streams, model.window, model.path) == (False, True, None, None)
    assert "rough, for trying out" in model.title
    assert hash(model)


@pytest.mark.parametrize("name", ["pocketsphinx-en-us", "pocketsphinx", "PocketSphinx", " POCKETSPHINX-EN-US\n"])
def test_a_model_is_found_by_every_name_of_it(name: str, catalogue: Catalogue) -> None:
    assert catalogue.find(name) is catalogue.models["pocketsphinx-en-us"]


@pytest.mark.parametrize(
    "name",
    [
        "models/My Whisper.EN",
        "./models/My Whisper.EN/",
        "models/../models//My Whisper.EN",
        "~/models/My Whisper.EN",
        "{home}/models/My Whisper.EN",
    ],
)
def test_a_folder_is_found_however_it_is_written(name: str, catalogue: Catalogue, at_home: Path) -> None:
    model = catalogue.find(name.format(home=at_home))
    assert (model.id, model.languages) == ("My Whisper.EN", ("en",))
    assert model.path == (at_home / "models" / "My Whisper.EN").resolve()


def test_a_folder_of_a_known_name_needs_its_path(catalogue: Catalogue, at_home: Path) -> None:
    converted(at_home / "pocketsphinx")
    assert catalogue.find("pocketsphinx").path is None
    assert catalogue.find("./pocketsphinx").path == (at_home / "pocketsphinx").resolve()


def test_the_nearest_names_are_offered(tmp_path: Path) -> None:
    names = ("tiny", "tiny-en", "base", "base-en", "large-v3", "large-v3-turbo")
    tables = "".join(f'[{name}]\ntitle = "{name}"\n{ENTRY}' for name in names)
    (tmp_path / "models.toml").write_text(tables, "utf-8")
    (tmp_path / "some.toml").write_text("".join(f"[{name}]\n" for name in names), "utf-8")
    catalogue = Catalogue(tmp_path)
    assert list(catalogue.models) == list(names)
    offered = {
        "LargeV3": "large-v3 (large-v3), large-v3-turbo (large-v3-turbo)",
        "tinny": "tiny (tiny), tiny-en (tiny-en)",
        "basis": "base (base)",
        "": None,
        "zzz": None,
    }
    for wrong, near in offered.items():
        with pytest.raises(ModelNotAvailable, match="No model is called") as told:
            catalogue.find(wrong)
        first = f"Did you mean {near}?" if near else "`asrpro doctor` names those that are known."
        assert told.value.hint == f"{first} A folder that holds a model will do, too: ./folder"


def test_a_model_is_offered_once(catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable) as told:
        catalogue.find("pocketsphinx-en")
    assert told.value.hint.count("pocketsphinx-en-us") == told.value.hint.count("rough, for trying out") == 1


@pytest.mark.parametrize("name", ["nowhere/whisper", "/nowhere/whisper", "~/whisper", "~nobody-of-that-name/whisper"])
def test_a_path_that_leads_nowhere_is_told_as_one(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="There is no model at") as told:
        catalogue.find(name)
    assert not isinstance(told.value, ModelDamaged)


@given(st.text() | st.text(st.sampled_from("./~\\ \0\n\ud800é")))
@example("\0")
@example("a\0b/c")
@example("x" * 100_000)
@example("x/" * 5000)
@example("~" + "x" * 300)
@example("\ud800")
@example(os.fsdecode(b"\xff\xfe"))
@example(".")
@example("~")
@example("/")
@example("//")
@example("")
@example(" ")
def test_whatever_is_asked_for_the_answer_is_a_sentence(name: str) -> None:
    catalogue = Catalogue(SHIPPED)
    if name.strip().lower() in ("pocketsphinx", "pocketsphinx-en-us"):
        assert catalogue.find(name).id == "pocketsphinx-en-us"
        return
    with pytest.raises(ModelNotAvailable) as told:
        catalogue.find(name)
    assert told.value.title.endswith(".")
    assert told.value.title.isprintable()
    assert len(told.value.title) < 5000
    told.value.title.encode("utf-8")
    assert told.value.hint
