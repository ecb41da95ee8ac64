"""Keys by name under the layouts of the world."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from Xlib import XK, display

from asrpro.desktop.keys import LONE, NAMED
from asrpro.desktop.x11.keymap import SYMBOLS, Keymap, symbols

if TYPE_CHECKING:
    from fixtures.screen import Screen


def keymap(desk: Screen, *layout: str) -> Keymap:
    desk.programs.run("setxkbmap", *layout)
    with contextlib.closing(display.Display(desk.name)) as connection:
        return Keymap.of(connection)


def test_every_name_has_symbols() -> None:
    assert {*SYMBOLS} | {"ctrl", "alt", "shift", "super"} == {*NAMED, *LONE}
    assert all(XK.string_to_keysym(name) for names in SYMBOLS.values() for name in names)


def test_a_usual_keyboard_has_every_key(desk: Screen) -> None:
    us = keymap(desk, "us")
    missing = [key for key in (*NAMED, *LONE, *"abcxyz0189-=[]\\;',./`") if not us.codes(key)]
    assert missing == []
    assert us.codes("ctrl") == {37, 105}
    assert us.codes("f9") == {75}
    assert us.codes("f13") == {191}
    assert us.codes("pause") == {127}
    assert us.codes("kp_5") == {84}
    assert us.codes("!") == us.codes("1") == {10}
    assert us.codes("漢") == frozenset()


@pytest.mark.parametrize(
    ("layout", "codes"),
    [
        (("de",), {"z": 29, "y": 52, "ö": 47, "-": 61}),
        (("fr",), {"a": 24, "q": 38, "1": 10, "é": 11}),
        (("us", "-variant", "dvorak"), {"v": 60, "a": 38}),
        (("ru",), {"ф": 38, "v": 55, "q": 24}),
        (("us,ru",), {"ф": 38, "v": 55}),
        (("us,us", "-variant", ",dvorak"), {"v": 55}),
    ],
)
def test_letters_are_where_the_layout_has_them(desk: Screen, layout: tuple[str, ...], codes: dict[str, int]) -> None:
    there = keymap(desk, *layout)
    assert {key: there.codes(key) for key in codes} == {key: {code} for key, code in codes.items()}


def test_second_layout_counts_while_it_is_active(desk: Screen) -> None:
    there = keymap(desk, "us,us", "-variant", ",dvorak")
    assert [there.code("v", group) for group in (0, 1)] == [55, 60]
    there = keymap(desk, "us,ru")
    assert [there.code("v", group) for group in (0, 1)] == [55, 55]
    assert keymap(desk, "ru").code("v", 0) is None


def test_locks_are_no_modifiers(desk: Screen) -> None:
    us = keymap(desk, "us")
    assert {*us.locks} == {0, 2, 16, 18}
    assert us.held(2 | 16) == frozenset()
    assert us.held(1 | 4 | 8 | 64) == {"ctrl", "alt", "shift", "super"}
    assert us.state({"ctrl", "super"}) == 4 | 64


def test_modifiers_are_told_by_key(desk: Screen) -> None:
    us = keymap(desk, "us")
    assert us.modifiers.items() >= {50: "shift", 62: "shift", 37: "ctrl", 105: "ctrl", 64: "alt", 133: "super"}.items()
    assert us.modifiers[108] == "alt"
    german = keymap(desk, "de")
    assert 108 in german.codes("right_alt")
    assert 108 not in german.modifiers


def test_modifier_keys_are_found_where_they_are_mapped(desk: Screen) -> None:
    swapped = keymap(desk, "us", "-option", "ctrl:swapcaps")
    assert swapped.key_of("ctrl") == 66
    assert swapped.codes("caps_lock") == {37}


def test_keyboard_without_anything() -> None:
    bare = Keymap([(0, 0)] * 248, [[0]] * 8)
    assert bare.codes("f9") == frozenset()
    assert bare.codes("v") == {55}
    assert bare.key_of("super") is None
    assert bare.mask("super") == 0
    assert bare.locks == (0, 2)
    assert len(bare.spare()) == 248


def test_characters_by_number() -> None:
    assert list(symbols("v")) == [0x76, 0x1000076]
    assert list(symbols("ф")) == [0x6C6, 0x1000444]
    assert list(symbols("🙂")) == [0x101F642] * 2
