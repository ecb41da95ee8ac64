"""Keys by the numbers of macOS."""

from __future__ import annotations

import pytest

from asrpro.desktop.keys import LONE, NAMED
from asrpro.desktop.macos import keycodes

ABSENT = {"f21", "f22", "f23", "f24"}
"""What no keyboard of a Mac has."""


def test_every_name_is_a_key() -> None:
    missing = {
        key
        for key in (*NAMED, *LONE, *"abcdefghijklmnopqrstuvwxyz0123456789-=[]\\;',./`")
        if not keycodes.codes(key, {})
    }
    assert missing == ABSENT
    assert keycodes.codes("漢", {}) == frozenset()


def test_each_key_is_one() -> None:
    shared = {"print_screen", "scroll_lock", "pause"}  # F13 to F15
    single = [code for key, code in keycodes.NAMED.items() if key not in shared]
    codes = [*single, *keycodes.SIDES.values(), *keycodes.US.values()]
    assert len({*codes}) == len(codes)
    assert all(0 <= code < 128 for code in codes)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("a", 0),
        ("v", 9),
        ("b", 11),
        ("p", 35),
        ("l", 37),
        ("m", 46),
        (".", 47),
        ("5", 23),
        ("6", 22),
        ("f9", 101),
        ("space", 49),
    ],
)
def test_us_keyboard(key: str, code: int) -> None:
    assert keycodes.codes(key, {}) == {code}


def test_layout_goes_first() -> None:
    assert keycodes.codes("z", {"z": 16}) == {16}
    assert keycodes.codes("ctrl", {}) == {0x3B, 0x3E}


def test_flags_are_modifiers_and_back() -> None:
    held = frozenset({"ctrl", "super"})
    assert keycodes.held(keycodes.flags(held) | 1 << 16 | 0x100) == held
    assert keycodes.flags(["shift", "shift"]) == 1 << 17
    assert keycodes.held(0) == frozenset()


def test_sides_are_told_apart() -> None:
    left, right = keycodes.SIDES["left_ctrl"], keycodes.SIDES["right_ctrl"]
    ctrl = 1 << 18
    assert keycodes.is_down(right, ctrl | 0x2000)
    assert not keycodes.is_down(left, ctrl | 0x2000)
    assert keycodes.is_down(left, ctrl | 0x2001)
    assert keycodes.is_down(left, ctrl)  # a keyboard that does not tell
    assert not keycodes.is_down(left, 0)
