"""Names of keys: what people write is understood, and what is shown can be written."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.keys import FUNCTION, LONE, MODIFIERS, NAMED, parse, shown
from asrpro.desktop.ports import Chord, Modifier
from asrpro.errors import SettingsError

TYPED = [chr(code) for code in range(0x21, 0x250) if unicodedata.category(chr(code))[0] in "LNPS"]
CHARACTERS = [character for character in TYPED if character.lower() == character]


def chord(key: str, *modifiers: Modifier) -> Chord:
    return Chord(key, frozenset(modifiers))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("F9", chord("f9")),
        (" f 9 ", chord("f9")),
        ("Right Ctrl", chord("right_ctrl")),
        ("rctrl", chord("right_ctrl")),
        ("Control_R", chord("right_ctrl")),
        ("Right Option", chord("right_alt")),
        ("AltGr", chord("right_alt")),
        ("Left Cmd", chord("left_super")),
        ("Ctrl", chord("ctrl")),
        ("ctrl+shift+space", chord("space", "ctrl", "shift")),
        ("SHIFT + Control + Space", chord("space", "ctrl", "shift")),
        ("Super+D", chord("d", "super")),
        ("cmd+d", chord("d", "super")),
        ("Win+Option+D", chord("d", "super", "alt")),
        ("Pause", chord("pause")),
        ("ScrollLock", chord("scroll_lock")),
        ("scroll_lock", chord("scroll_lock")),
        ("Menu", chord("menu")),
        ("Esc", chord("escape")),
        ("Return", chord("enter")),
        ("PgUp", chord("page_up")),
        ("Ctrl++", chord("+", "ctrl")),
        ("Ctrl + +", chord("+", "ctrl")),
        ("ctrl+plus", chord("+", "ctrl")),
        ("Ctrl+-", chord("-", "ctrl")),
        ("ctrl+minus", chord("-", "ctrl")),
        ("Alt+Ö", chord("ö", "alt")),
        ("Alt+O\u0308", chord("ö", "alt")),
        ("Alt+Ф", chord("ф", "alt")),
        ("Alt+ß", chord("ß", "alt")),
        ("Shift+Insert", chord("insert", "shift")),
        ("Keypad 5", chord("kp_5")),
        ("numpad plus", chord("kp_add")),
        ("kp_enter", chord("kp_enter")),
    ],
)
def test_what_people_write(text: str, meant: Chord) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("chord", "platform", "written"),
    [
        (chord("space", "shift", "ctrl"), "linux", "Ctrl+Shift+Space"),
        (chord("right_ctrl"), "linux", "Right Ctrl"),
        (chord("right_alt"), "linux", "Right Alt"),
        (chord("right_alt"), "darwin", "Right Option"),
        (chord("d", "super", "alt"), "darwin", "Option+Cmd+D"),
        (chord("d", "super"), "win32", "Super+D"),
        (chord("page_up"), "linux", "Page Up"),
        (chord("f9"), "linux", "F9"),
        (chord("ß", "alt"), "linux", "Alt+ß"),
    ],
)
def test_how_it_is_shown(chord: Chord, platform: str, written: str) -> None:
    assert shown(chord, platform) == written


modifiers = st.frozensets(st.sampled_from(MODIFIERS))
with_key = st.builds(Chord, st.sampled_from([key for key in NAMED if key != "space"]), modifiers)
with_character = st.builds(
    Chord, st.sampled_from([*CHARACTERS, "space"]), modifiers.filter(lambda held: not held <= {"shift"})
)


chords = st.one_of(with_key, with_character, st.builds(Chord, st.sampled_from(LONE)))


@given(chords, st.sampled_from(["linux", "darwin"]))
def test_what_is_shown_is_understood(meant: Chord, platform: str) -> None:
    written = shown(meant, platform)
    assert parse(written) == meant
    assert parse(f"  {written.swapcase().replace('+', ' + ')}" if written.isascii() else written) == meant


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("", "No key is named.", "Write it as in F9"),
        ("Ctrl+", '"Ctrl+" names no key.', "Write it as in F9"),
        ("+F9", '"+F9" names no key.', "Write it as in F9"),
        ("Spcae", 'No key is called "Spcae".', "Did you mean Space"),
        ("Rihgt Ctrl", 'No key is called "Rihgt Ctrl".', "Right Ctrl"),
        ("F25", 'No key is called "F25".', "F2"),
        ("Mouse4", 'No key is called "Mouse4".', ""),
        ("Ctrl+Shift", '"Ctrl+Shift" names no key beside the modifiers.', "Ctrl+Shift+Space"),
        ("F9+F10", '"F9+F10" names more than one key beside the modifiers.', "can be held"),
        ("Right Ctrl+Space", "counts on both sides", "Leave out the side"),
        ("Ctrl+Control+F9", '"Ctrl+Control+F9" names a modifier twice.', "once"),
        ("a", '"a" is needed for typing.', "Ctrl+A"),
        ("Shift+A", '"Shift+A" is needed for typing.', "Ctrl+Shift+A"),
        ("space", '"space" is needed for typing.', "Ctrl+Space"),
    ],
)
def test_what_is_no_chord(text: str, title: str, hint: str) -> None:
    with pytest.raises(SettingsError) as error:
        parse(text)
    assert title in error.value.title
    assert hint in error.value.hint
    assert error.value.hint.endswith((".", "?"))


@given(st.text(max_size=100))
def test_any_text_is_a_chord_or_an_error(text: str) -> None:
    with contextlib.suppress(SettingsError):
        meant = parse(text)
        assert parse(shown(meant)) == meant


def test_function_keys_are_all_there() -> None:
    assert [parse(f"F{number}").key for number in range(1, 25)] == [*FUNCTION]
