from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from dataclasses import fields
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any, get_args

import jsonschema
import pytest
import referencing
import referencing.jsonschema

from asrpro import backends, paths
from asrpro.backends.coreml import loading
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.engines import ENGINES
from asrpro.catalog.forms import whisper
from asrpro.domain import Model, Variant
from asrpro.domain.model import Ability

SHIPPED = paths.catalogue()
MODELS = json.loads((SHIPPED / "models.schema.json").read_text("utf-8"))
BACKEND = json.loads((SHIPPED / "backend.schema.json").read_text("utf-8"))
FILES = sorted(file.stem for file in SHIPPED.glob("*.toml") if file.stem != "models")
FIELDS = MODELS["additionalProperties"]["properties"]
ZIP = {"repository": "c/d", "file": "some/thing.zip", "folder": "Some"}
ISO = re.compile(r"[a-z]{2}|haw|yue|fil")
"""Codes of two letters, and those of three that stand for languages without."""


def tables(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8"))


def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """One that finds the other schema, too."""
    known = referencing.jsonschema.DRAFT202012.create_resource(MODELS)
    registry: Any = referencing.Registry().with_resource("models.schema.json", known)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, registry=registry)


@pytest.fixture(scope="module")
def entries() -> dict[str, Model]:
    return dict(Catalogue(SHIPPED).entries)


def variants(entries: dict[str, Model]) -> list[tuple[Model, Variant]]:
    return [(model, variant) for model in entries.values() for variant in model.variants]


def test_every_entry_is_complete() -> None:
    validator(MODELS).validate(tables("models"))
    for name in FILES:
        validator(BACKEND).validate(tables(name))


def test_the_schemas_know_the_fields() -> None:
    settled = {"id", "backend", "path", "address", "variants"}
    assert {field.name for field in fields(Model)} - settled == set(FIELDS)
    source = {field.name for field in fields(Variant)} - {"backend", "limits"}
    limits = set(BACKEND["additionalProperties"]["properties"]) - source
    assert limits < set(FIELDS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"summary": "no capital."}, {"tasks": []}, {"languages": ["english"]}, {"window": 0}, {"new": 1}, {"ram": 4},
        {"aliases": ["Upper"]}, {"aliases": ["a/b/c"]}, {"gated": "no"}, {"timestamps": "letter"}, {"tasks": ["sing"]},
    ],
)  # fmt: skip
def test_the_schema_finds_what_is_wrong(wrong: dict[str, Any]) -> None:
    whole = tables("models")["pocketsphinx-en-us"]
    validator(MODELS).validate({"some-model": whole})
    for entry in (whole | wrong, {"title": "A"}):
        assert not validator(MODELS).is_valid({"some-model": entry})
    assert not validator(MODELS).is_valid({"Some Model": whole})


def test_the_schema_knows_what_models_may_be_for() -> None:
    """Times are told of those alone that recognise speech."""
    whole = tables("models")["pocketsphinx-en-us"]
    assert FIELDS["tasks"]["items"]["enum"] == [*get_args(Ability)]
    untimed = {field: value for field, value in whole.items() if field != "timestamps"}
    assert not validator(MODELS).is_valid({"some-model": untimed})
    for task in ("speak", "chat", "see", "embed"):
        validator(MODELS).validate({"some-model": untimed | {"tasks": [task]}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"repository": "no-slash"}, {"files": []}, {"files": ["../up"]}, {"files": ["/root"]}, {"size": 5},
        {"confirmed": "yes"}, {"title": "A"}, {"timestamps": "letter"}, {"cuda_size": 10**9}, {"cuda_files": []},
        {"archives": []}, {"archives": [ZIP, ZIP]}, {"archives": [ZIP | {"more": 1}]},
        {"archives": [{"file": "a.zip"}]}, {"archives": [ZIP | {"folder": "../up"}]},
        {"archives": [ZIP | {"file": "a.tar"}]}, {"optional": []}, {"optional": ["../up"]},
        {"note": ""}, {"note": "no"},
    ],
)  # fmt: skip
def test_the_schema_of_backends_finds_what_is_wrong(wrong: dict[str, Any]) -> None:
    whole = {"repository": "a/b", "files": ["*.json"], "size": 10**9, "confirmed": True, "timestamps": "none"}
    whole |= {"archives": [ZIP]}
    validator(BACKEND).validate({"some-model": whole})
    assert not validator(BACKEND).is_valid({"some-model": whole | wrong})
    assert not validator(BACKEND).is_valid({"some-model": {"confirmed": True, "files": ["a"]}})
    assert not validator(BACKEND).is_valid({"some-model": {"confirmed": True, "archives": [ZIP]}})
    assert not validator(BACKEND).is_valid({"some-model": {"confirmed": True, "optional": ["a"]}})
    assert not validator(BACKEND).is_valid({"some-model": {}})


def test_every_model_has_a_variant_and_every_variant_a_model_and_an_engine(entries: dict[str, Model]) -> None:
    for name in FILES:
        assert set(tables(name)) <= set(entries), name
        assert name in ENGINES
    # Which Models servers have nobody knows before one is asked.
    assert set(backends.names()) - {"remote"} <= set(FILES)
    for model, variant in variants(entries):
        assert variant.repository or variant.backend == "pocketsphinx", model.id
    assert all(model.variants for model in entries.values())


def test_no_name_stands_for_two_models(entries: dict[str, Model]) -> None:
    names = [name for model in entries.values() for name in (model.id, *model.aliases)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert names == [name.lower() for name in names]
    titles = [model.title for model in entries.values()]
    assert len(titles) == len(set(titles))


def test_the_last_part_of_a_repository_stands_for_one_model(entries: dict[str, Model]) -> None:
    held, called = defaultdict(set), defaultdict(set)
    for model, variant in variants(entries):
        held[variant.repository.lower()].add(model.id)
    for repository, ids in held.items():
        if len(ids) == 1:
            called[repository.rpartition("/")[2]] |= ids
    assert {name: ids for name, ids in called.items() if len(ids) > 1} == {}
    known = Catalogue(SHIPPED)
    for name, ids in called.items():
        if name:
            found = known.known(name)
            assert found, name
            assert found.id in ids, name


def test_languages_are_codes_and_whisper_s_are_those_of_its_tokens(entries: dict[str, Model]) -> None:
    for model in entries.values():
        assert model.languages, model.id
        assert all(ISO.fullmatch(code) for code in model.languages), model.id
        assert model.detects_language <= (len(model.languages) > 1), model.id
        if model.family == "whisper" and len(model.languages) > 1:
            assert model.languages == whisper.LANGUAGES[: len(model.languages)]
            assert len(model.languages) == (100 if "large-v3" in model.id else 99)
        if model.id.endswith(".en"):
            assert model.languages == ("en",)


def test_what_translates_understands_more_than_english(entries: dict[str, Model]) -> None:
    for model in entries.values():
        assert ("translate" in model.tasks) <= (len(model.languages) > 1), model.id
        assert (model.window == whisper.WINDOW) is (model.family == "whisper"), model.id


def test_sizes_fit_the_memory_they_need(entries: dict[str, Model]) -> None:
    for model, variant in variants(entries):
        assert model.ram
        if variant.size is not None:
            assert variant.size / 1e6 < 5 * model.ram, (model.id, variant.backend)
    ordered = [entries[f"whisper-{size}"] for size in ("tiny", "base", "small", "medium", "large-v3")]
    for smaller, larger in pairwise(ordered):
        assert (smaller.ram or 0) < (larger.ram or 0)
        sizes = {variant.backend: variant.size for variant in smaller.variants}
        assert all((sizes[one.backend] or 0) < (one.size or 10**12) for one in larger.variants)


def test_limits_say_something_else_than_the_model(entries: dict[str, Model]) -> None:
    for model, variant in variants(entries):
        for field, value in variant.limits:
            assert getattr(model, field) != value, (model.id, variant.backend, field)


def test_patterns_ask_for_files_of_their_own(entries: dict[str, Model]) -> None:
    """Two Models in one repository share no weights."""
    held = defaultdict(list)
    for model, variant in variants(entries):
        held[variant.backend, variant.repository].append((model.id, variant.files))
    for listed in held.values():
        for name, patterns in listed:
            others = [file for other, files in listed if other != name for file in files]
            assert not [file for file in others if any(fnmatchcase(file, pattern) for pattern in patterns)], name


def test_what_archives_become_lies_beside_the_other_files(entries: dict[str, Model]) -> None:
    for model, variant in variants(entries):
        for one in variant.archives:
            assert not [file for file in variant.files if fnmatchcase(f"{one.folder}/a", file)], model.id
        assert len({one.folder for one in variant.archives}) == len(variant.archives), model.id


def test_a_model_for_core_ml_is_one_for_faster_whisper_with_its_own_encoder(entries: dict[str, Model]) -> None:
    with_encoder = []
    for model, variant in variants(entries):
        if variant.backend != "coreml":
            assert not variant.archives
            continue
        plain = next(one for one in model.variants if one.backend == "faster_whisper")
        assert (variant.repository, variant.files) == (plain.repository, plain.files)
        assert (variant.size is None) == (plain.size is None)
        assert not plain.size or (variant.size or 0) > plain.size
        encoder = f"ggml-{model.id.removeprefix('whisper-')}-encoder.mlmodelc.zip"
        assert [(one.file, one.folder) for one in variant.archives] == [(encoder, loading.COMPILED)]
        with_encoder.append(model.id)
    assert with_encoder == [name for name in tables("faster_whisper") if name != "distil-large-v3.5"]


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_where_it_was_confirmed(name: str) -> None:
    head = (SHIPPED / f"{name}.toml").read_text("utf-8").partition("[")[0]
    assert head.startswith("#:schema ./backend.schema.json\n# ")
    assert "http" not in head


def test_openai_s_names_stand_for_what_does_the_same() -> None:
    catalogue = Catalogue(SHIPPED)
    for name in ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"):
        model = catalogue.known(name)
        assert model
        assert len(model.languages) >= 99
        assert ("translate" in model.tasks) is (name == "whisper-1")
