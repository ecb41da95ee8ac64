"""Dotted names find settings, and say which were meant where they find none."""

from __future__ import annotations

import pytest

from asrpro.errors import SettingsError
from asrpro.settings import keys
from asrpro.settings.keys import Key
from asrpro.settings.tree import DEFAULTS


def test_a_name_is_split_into_its_place() -> None:
    assert keys.find("model.name") == Key("model", "name")
    assert keys.find("delivery.replacements.e.g.") == Key("delivery", "replacements", "e.g.")
    assert str(keys.find("delivery.replacements.e.g.")) == "delivery.replacements.e.g."


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("modle.name", "model.name, device.name, model.beam_size"),
        ("silence", "audio.silence"),
        ("treshold", "audio.speech_threshold"),
        ("beamsize", "model.beam_size"),
        ("DEVICE", "device.name, device.threads"),
        ("speech", "audio.speech_threshold"),
        ("audio", "audio.speech_threshold, audio.silence, audio.microphone"),
        ("privacy.zzz", "privacy.keep_history, privacy.history_days, privacy.recording_days"),
        ("hotkey.dictat", "hotkey.dictate, hotkey.cancel, hotkey.copy_last"),
        ("history", "privacy.keep_history, privacy.history_days"),
    ],
)
def test_an_unknown_name_gives_what_may_be_meant(wrong: str, meant: str) -> None:
    with pytest.raises(SettingsError) as caught:
        keys.find(wrong)
    assert wrong in caught.value.title
    assert caught.value.hint == f"Did you mean {meant}?"


@pytest.mark.parametrize("wrong", ["foo.bar", "x", "", "list", "a" * 1000])
def test_what_is_like_no_name_gives_none(wrong: str) -> None:
    with pytest.raises(SettingsError) as caught:
        keys.find(wrong)
    assert caught.value.hint == "`asrpro settings list` shows what there is."


@pytest.mark.parametrize("wrong", ["", ".", "model", "model.name.x", "model.hotwords.0", "delivery.replacements."])
def test_what_names_no_setting_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError):
        keys.find(wrong)


def test_an_entry_is_added_and_taken_away() -> None:
    one, two = keys.find("delivery.replacements.one"), keys.find("delivery.replacements.two")
    both = keys.changed(keys.changed(DEFAULTS, one, "1"), two, "2")
    assert both.delivery.replacements == {"one": "1", "two": "2"}
    assert keys.value(both, two) == "2"
    assert keys.cleared(both, one).delivery.replacements == {"two": "2"}
    assert keys.cleared(both, keys.find("delivery.replacements")) == DEFAULTS


def test_a_missing_entry_is_an_error() -> None:
    missing = keys.find("delivery.replacements.one")
    with pytest.raises(SettingsError, match="has no entry"):
        keys.value(DEFAULTS, missing)
    with pytest.raises(SettingsError, match="has no entry"):
        keys.cleared(DEFAULTS, missing)


def test_a_refusal_says_what_would_do() -> None:
    with pytest.raises(SettingsError) as caught:
        keys.changed(DEFAULTS, keys.find("model.beam_size"), 50)
    assert caught.value.title == 'model.beam_size cannot be "50".'
    assert caught.value.hint == "It takes a whole number from 1 to 20."
    assert caught.value.exit_code == 2


def test_entries_of_a_list_are_told_by_what_was_chosen_of_them() -> None:
    place = keys.find("hotkey.dictate")
    assert keys.value(DEFAULTS, place) == ({"keys": "f9"}, {"keys": "right_modifier", "mode": "hold"})
    german = keys.changed(DEFAULTS, place, [{"keys": "f8", "language": "de-AT", "mode": "auto"}])
    assert keys.value(german, place) == ({"keys": "f8", "language": "de"},)
    assert keys.changed(DEFAULTS, place, keys.value(german, place)) == german
    assert keys.cleared(german, place) == DEFAULTS
