"""What people type is understood, and what is shown can be typed again."""

from __future__ import annotations

import pytest

from asrpro.errors import SettingsError
from asrpro.settings import keys, text
from asrpro.settings.tree import DEFAULTS


def typed(key: str, said: str) -> object:
    place = keys.find(key)
    return keys.value(keys.changed(DEFAULTS, place, text.parse(said, keys.schema(place))), place)


@pytest.mark.parametrize("said", ["off", "OFF", " no ", "false", "0"])
def test_switches_take_the_usual_words(said: str) -> None:
    assert typed("delivery.drop_echoes", said) is False


@pytest.mark.parametrize(
    ("key", "said", "meant"),
    [
        ("device.threads", " 4 ", 4),
        ("audio.silence", "1", 1.0),
        ("model.hotwords", "Qt, PySide6 ,,", ("Qt", "PySide6")),
        ("model.hotwords", '["one, two"]', ("one, two",)),
        ("model.hotwords", "", ()),
        ("model.prompt", "[not json", "[not json"),
        ("hotkey.dictate", "f9, Ctrl+Shift+D", ({"keys": "f9"}, {"keys": "Ctrl+Shift+D"})),
        ("hotkey.dictate", '[{"keys": "f9", "mode": "hold"}]', ({"keys": "f9", "mode": "hold"},)),
        ("hotkey.dictate", "", ()),
        ("hotkey.undo", "", ""),
        ("audio.microphone", "", ""),
        ("audio.microphone", "alsa_input.usb-Yeti-00: 1", "alsa_input.usb-Yeti-00: 1"),
        ("delivery.replacements", '{"gpt": "GPT"}', {"gpt": "GPT"}),
        ("delivery.replacements.gpt", "5", "5"),
    ],
)
def test_text_is_taken_for_what_the_setting_holds(key: str, said: str, meant: object) -> None:
    assert typed(key, said) == meant


@pytest.mark.parametrize(
    ("key", "said", "expected"),
    [
        ("delivery.drop_echoes", "maybe", "on or off"),
        ("device.threads", "many", "a whole number from 0 to 256"),
        ("device.threads", "9" * 5000, "a whole number from 0 to 256"),
        ("device.name", "tpu", "one of auto, cpu, cuda, metal, coreml, directml, webgpu, openvino"),
        (
            "model.compute_type",
            "foo",
            "one of default, auto, int8, int8_float32, int8_float16, int8_bfloat16, int16, float16, bfloat16, float32",
        ),
        ("audio.silence", "nan", "a number from 0.1 to 5.0"),
        ("model.language", "english", "a language's code such as en, de or yue, or nothing"),
        ("model.name", "", "one line of text"),
        ("audio.microphone", "one\ntwo", "one line of text, or nothing"),
        ("model.prompt", "\x1b[0m", "text without control characters"),
        ("model.prompt", "\udcff", "text without control characters"),
        ("model.hotwords", "[1", "words, separated by commas"),
        (
            "hotkey.dictate",
            '[{"keys": "f9", "mode": "double"}]',
            'keys, separated by commas, or a list as in [{"keys": "f9", "language": "de", "mode": "hold"}]',
        ),
        ("hotkey.undo", "\n", "one line of text, or nothing"),
        ("delivery.replacements", "gpt", 'words and what is written in their place, as in {"gpt": "GPT"}'),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(key: str, said: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        typed(key, said)
    assert caught.value.hint == f"It takes {expected}."
    assert "\x1b" not in caught.value.title


def test_a_quotation_is_one_short_line() -> None:
    assert text.quote("a\nb") == '"a\\nb"'
    assert len(text.quote("long " * 1000)) < 70
