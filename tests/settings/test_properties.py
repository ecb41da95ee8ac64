"""What holds of all settings and of all files."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from asrpro.settings import keys, text
from asrpro.settings.file import SettingsFile
from asrpro.settings.reading import written
from asrpro.settings.tree import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = jsonschema.Draft202012Validator(Settings.model_json_schema())
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n\r"), max_size=20)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "device.name": st.sampled_from(["auto", "cpu", "cuda"]),
    "device.threads": st.integers(0, 256),
    "model.name": LINES,
    "model.language": st.sampled_from(["", "en", "de", "pt"]),
    "model.compute_type": st.sampled_from(["default", "int8_float32", "bfloat16"]),
    "model.beam_size": st.integers(1, 20),
    "model.prompt": TEXTS,
    "model.hotwords": st.lists(LINES, max_size=4),
    "model.unload_after": st.just("never") | st.integers(0, 10_080),
    "model.keep_loaded": st.integers(1, 16),
    "engines.voxtral_program": st.just("") | LINES,
    "engines.whisper_program": st.just("") | LINES,
    "audio.speech_threshold": st.floats(0.05, 0.95),
    "audio.silence": st.floats(0.1, 5.0),
    "audio.microphone": st.just("") | LINES,
    "hotkey.dictate": st.lists(
        st.fixed_dictionaries(
            {"keys": LINES},
            optional={
                "mode": st.sampled_from(["auto", "hold", "toggle"]),
                "language": st.sampled_from(["", "de"]),
                "model": LINES,
            },
        ),
        max_size=3,
    ),
    "hotkey.cancel": LINES,
    "hotkey.paste_again": LINES,
    "hotkey.copy_last": st.just(""),
    "hotkey.undo": LINES,
    "hotkey.retry": LINES,
    "hotkey.insert_anyway": st.just("") | LINES,
    "dictation.stop_after_silence": st.floats(0.0, 600.0),
    "dictation.pre_roll": st.floats(0.0, 2.0),
    "delivery.method": st.sampled_from(["paste", "type", "copy"]),
    "delivery.space": st.sampled_from(["none", "before", "after"]),
    "delivery.focus_changed": st.sampled_from(["deliver", "copy"]),
    "delivery.sentence_case": st.booleans(),
    "delivery.spoken_commands": st.booleans(),
    "delivery.drop_echoes": st.booleans(),
    "delivery.replacements": st.dictionaries(LINES, TEXTS, max_size=4),
    "ui.overlay": st.sampled_from(["bottom", "top", "off"]),
    "sounds.start": st.booleans(),
    "sounds.end": st.booleans(),
    "sounds.cancel": st.booleans(),
    "sounds.volume": st.integers(0, 100),
    "sounds.others": st.sampled_from(["leave", "lower", "mute"]),
    "sounds.pause_media": st.booleans(),
    "privacy.keep_history": st.booleans(),
    "privacy.history_days": st.integers(0, 36_500),
    "privacy.recording_days": st.integers(0, 36_500),
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def chosen(values: dict[str, Any]) -> Settings:
    """The settings with these values."""
    made = DEFAULTS
    for key, value in values.items():
        made = keys.changed(made, keys.find(key), value)
    return made


SETTINGS = st.fixed_dictionaries(VALUES).map(chosen)


@contextmanager
def place() -> Iterator[Path]:
    """A file's place for one example."""
    with TemporaryDirectory() as folder:
        yield Path(folder, "settings.json")


def test_every_setting_is_tried_here() -> None:
    assert tuple(VALUES) == keys.ALL


@given(SETTINGS)
def test_written_settings_are_read_back_and_fit_the_schema(made: Settings) -> None:
    document = json.loads(json.dumps(written(made)))
    SCHEMA.validate(document)
    document.pop("version")
    assert Settings.model_validate(document) == made


@given(SETTINGS)
def test_what_is_shown_can_be_typed(made: Settings) -> None:
    again = DEFAULTS
    for key in map(keys.find, keys.ALL):
        said = text.show(keys.value(made, key))
        again = keys.changed(again, key, text.parse(said, keys.schema(key)))
    assert again == made


@given(st.data())
def test_one_set_after_another_is_in_the_file(data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.sampled_from(keys.ALL), max_size=3, unique=True))
    values = {key: data.draw(VALUES[key]) for key in picked}
    with place() as path:
        file = SettingsFile(path)
        for key, value in values.items():
            file.set(key, json.dumps(value) if isinstance(value, list | dict) else text.show(value))
        assert SettingsFile(path).current == file.current == chosen(values)


@given(st.binary() | JUNK.map(lambda junk: json.dumps(junk).encode()))
def test_whatever_is_in_the_file_settings_are_valid(data: bytes) -> None:
    with place() as path:
        path.write_bytes(data)
        file = SettingsFile(path)
        assert Settings.model_validate(file.current.model_dump()) == file.current
        assert path.read_bytes() == data
        file.set("device.threads", 3)
        assert SettingsFile(path).current.device.threads == 3


@given(SETTINGS, st.sampled_from(keys.ALL), JUNK)
def test_one_damaged_key_leaves_the_others(made: Settings, damaged: str, junk: object) -> None:
    spoiled = keys.find(damaged)
    document = made.model_dump(mode="json")
    document[spoiled.group][spoiled.name] = junk
    with place() as path:
        path.write_text(json.dumps(document), "utf-8")
        found = SettingsFile(path).current
    for key in map(keys.find, keys.ALL):
        if key != spoiled:
            assert keys.value(found, key) == keys.value(made, key)


@given(SETTINGS, st.data())
def test_of_a_file_cut_short_whole_values_survive_and_no_others(made: Settings, data: st.DataObject) -> None:
    whole = json.dumps(written(made), ensure_ascii=False).encode()
    left = whole[: data.draw(st.integers(0, len(whole)))]
    with place() as path:
        path.write_bytes(left)
        found = SettingsFile(path).current
    for key in map(keys.find, keys.ALL):
        wanted = keys.value(made, key)
        assert keys.value(found, key) in (wanted, keys.value(DEFAULTS, key))
        if f'"{key.name}": {json.dumps(wanted, ensure_ascii=False)},' in left.decode(errors="ignore"):
            assert keys.value(found, key) == wanted
