"""The tree says of itself all that people need to know."""

from __future__ import annotations

import json

import jsonschema
import pytest
from pydantic import ValidationError

from asrpro.settings import keys
from asrpro.settings.reading import written
from asrpro.settings.tree import DEFAULTS, Settings


@pytest.mark.parametrize("key", keys.ALL)
def test_every_setting_has_title_description_and_default(key: str) -> None:
    field = keys.field(key)
    assert field.title
    assert field.description is not None
    assert field.description.endswith(".")
    assert not field.is_required()


def test_every_group_has_title_and_description() -> None:
    assert all(field.title and field.description for field in Settings.model_fields.values())


def test_defaults_are_written_as_nothing() -> None:
    assert written(DEFAULTS) == {"version": 1}


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        DEFAULTS.device.threads = 3


@pytest.mark.parametrize(
    ("given", "meant"),
    [("en", "en"), ("EN", "en"), ("en-US", "en"), ("de_AT.UTF-8", "de"), (" pt ", "pt"), ("", ""), ("auto", "")],
)
def test_language_is_two_letters_or_nothing(given: str, meant: str) -> None:
    assert Settings.model_validate({"model": {"language": given}}).model.language == meant


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": {"language": "english"}},
        {"model": {"language": "e"}},
        {"model": {"language": 5}},
        {"model": {"name": ""}},
        {"model": {"name": "a\0b"}},
        {"model": {"prompt": "\x1b[31m"}},
        {"model": {"hotwords": "Qt"}},
        {"model": {"hotwords": [""]}},
        {"model": {"beam_size": True}},
        {"model": {"beam_size": "5"}},
        {"device": {"name": "tpu"}},
        {"device": {"threads": 257}},
        {"audio": {"silence": float("nan")}},
        {"audio": {"silence": True}},
        {"delivery": {"sentence_case": 1}},
        {"delivery": {"replacements": {"": "x"}}},
        {"delivery": {"replacements": {"\ud800": "x"}}},
        {"hotkey": {"dictate": "f9"}},
        {"hotkey": {"dictate": [{"mode": "hold"}]}},
        {"hotkey": {"dictate": [{"keys": "f9", "mode": "double"}]}},
        {"dictation": {"pre_roll": 2.1}},
        {"privacy": {"history_days": -1}},
        {"device": None},
        {"server": {}},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_schema_describes_the_file() -> None:
    schema = Settings.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"version": 1, "model": {"hotwords": ["Qt"]}}, schema)
    jsonschema.validate({"hotkey": {"dictate": [{"keys": "f9", "mode": "hold"}]}}, schema)
    for said in (
        '{"version": 0}',
        '{"server": {}}',
        '{"device": {"name": "tpu"}}',
        '{"model": {"language": "english"}}',
    ):
        wrong = json.loads(said)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)
