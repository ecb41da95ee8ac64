"""Damaged files give what can be made out of them, and words for the rest."""

from __future__ import annotations

import pytest

from asrpro.settings import salvage
from asrpro.settings.tree import DEFAULTS, Settings

SPOKEN = Settings.model_validate({"model": {"prompt": "as before"}, "audio": {"silence": 2.0}})


def settled(data: bytes, last: Settings = DEFAULTS) -> tuple[Settings, tuple[str, ...]]:
    document, whole = salvage.parse(data)
    return salvage.settle(document, last, whole=whole)


@pytest.mark.parametrize(
    "data",
    [
        b'{"version": 1, "model": {"beam_size": 7}, "audio": {"silence": 1.5',  # cut off in a number
        b'{"version": 1, "model": {"beam_size": 7}, "audio": {"silence',
        b'{"model": {"beam_size": 7,}, }',  # commas that JSON has not
        b'{"model": {"beam_size": 7 "name": x}}',
        b'{// mine\n"model": {"beam_size": 7}}',
        b'{"model": {"beam_size": 7}}}}}',
        b'\x00\x00"model": {"prompt": "\xff", "beam_size": 7}',
        '{"model": {"beam_size": 7}}'.encode("utf-16"),
        b'{"model": {"prompt": ' + b"[" * 200_000 + b', "beam_size": 7}}',
    ],
)
def test_broken_json_gives_its_whole_values(data: bytes) -> None:
    document, whole = salvage.parse(data)
    assert not whole
    settings, _faults = salvage.settle(document, DEFAULTS, whole=whole)
    assert settings == Settings.model_validate({"model": {"beam_size": 7}})


@pytest.mark.parametrize("data", [b"", b"[]", b"5", b"null", b"\xff\xfe", b"{", b'"model"', b"[" * 100_000])
def test_what_is_no_document_gives_nothing(data: bytes) -> None:
    assert salvage.parse(data) == ({}, False)


def test_a_byte_order_mark_is_no_damage() -> None:
    assert salvage.parse(b'\xef\xbb\xbf{"model": {}}') == ({"model": {}}, True)


def test_a_group_is_searched_for_its_own_settings_only() -> None:
    settings, _faults = settled(b'{"device": {"threads": 2}, "model": {"name": "base"},,')
    assert settings.device.name == "auto"
    assert settings.model.name == "base"


def test_every_fault_is_told_by_name_and_reason() -> None:
    settings, faults = settled(
        b"""{"device": {"threads": -1, "name": "cpu"}, "audio": 5, "server": {"port": 1},
        "model": {"beem_size": 3, "hotwords": ["Qt", 5, "JSON", ""]},
        "delivery": {"replacements": {"gpt": "GPT", "": "x", "one": 1}}}"""
    )
    assert faults == (
        '"device.threads" takes a whole number from 0 to 256; what the file says is left out.',
        '"model.hotwords.1" takes one line of text; what the file says is left out.',
        '"model.hotwords.3" takes one line of text; what the file says is left out.',
        'There is no setting "model.beem_size". Did you mean model.beam_size?',
        '"audio" takes settings by name; what the file says is left out.',
        '"delivery.replacements." names no word to replace; it is left out.',
        '"delivery.replacements.one" takes text without control characters; what the file says is left out.',
        'There is no setting "server".',
    )
    assert settings == Settings.model_validate(
        {
            "device": {"name": "cpu"},
            "model": {"hotwords": ["Qt", "JSON"]},
            "delivery": {"replacements": {"gpt": "GPT"}},
        }
    )


def test_of_a_list_sound_entries_stay() -> None:
    settings, faults = settled(
        b"""{"hotkey": {"dictate": [{"keys": "f9", "mode": "double"}, {"mode": "hold"}, "f8", {"keys": "f7"},
        {"keys": "f6", "colour": "red"}]}}"""
    )
    assert [key.keys for key in settings.hotkey.dictate] == ["f7"]
    wanted = 'takes settings by name, as in {"keys": "f9", "language": "de", "mode": "hold"}; what the file says is'
    assert faults == tuple(f'"hotkey.dictate.{number}" {wanted} left out.' for number in (0, 1, 2, 4))


def test_a_list_that_was_cut_stays_as_it_was_last() -> None:
    last = Settings.model_validate({"hotkey": {"dictate": [{"keys": "f8"}]}})
    settings, _faults = settled(b'{"hotkey": {"dictate": [{"keys": "f9"}, {"ke', last)
    assert settings == last


def test_of_many_faults_the_number_is_told() -> None:
    data = b'{"model": {' + b",".join(b'"x%d": 1' % number for number in range(20_000)) + b"}}"
    _settings, faults = settled(data)
    assert len(faults) == 9
    assert faults[-1] == "19992 more values are left out."


def test_names_from_the_file_do_not_reach_the_terminal_raw() -> None:
    _settings, faults = settled(b'{"\\u001b[31m": 1}')
    assert faults == ('There is no setting "\\x1b[31m".',)


def test_what_is_wrong_stays_as_it_was_last() -> None:
    settings, _faults = settled(b'{"model": {"prompt": 5, "beam_size": 7}}', SPOKEN)
    assert settings.model.prompt == "as before"
    assert settings.model.beam_size == 7
    # It is not damage when a setting is no longer there.
    assert settings.audio.silence == 0.5


def test_what_is_missing_from_a_broken_file_stays_as_it_was_last() -> None:
    settings, _faults = settled(b'{"model": {"beam_size": 7', SPOKEN)
    assert settings == SPOKEN
    settings, _faults = settled(b'{"model": {"beam_size": 7, ', SPOKEN)
    assert settings == Settings.model_validate(
        {"model": {"prompt": "as before", "beam_size": 7}, "audio": {"silence": 2.0}}
    )
    settings, _faults = settled(b'{"audio": []}', SPOKEN)
    assert settings == Settings.model_validate({"audio": {"silence": 2.0}})
