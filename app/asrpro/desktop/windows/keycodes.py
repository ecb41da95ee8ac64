"""The numbers that Windows knows keys and modifiers by (winuser.h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.desktop.keys import FUNCTION, MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from asrpro.desktop.ports import Modifier

NAMED: Final[Mapping[str, int]] = {
    "escape": 0x1B,
    "tab": 0x09,
    "caps_lock": 0x14,
    "space": 0x20,
    "enter": 0x0D,
    "backspace": 0x08,
    "insert": 0x2D,
    "delete": 0x2E,
    "home": 0x24,
    "end": 0x23,
    "page_up": 0x21,
    "page_down": 0x22,
    "left": 0x25,
    "up": 0x26,
    "right": 0x27,
    "down": 0x28,
    "print_screen": 0x2C,
    "scroll_lock": 0x91,
    "pause": 0x13,
    "num_lock": 0x90,
    "menu": 0x5D,
    **{key: 0x70 + place for place, key in enumerate(FUNCTION)},
    **{f"kp_{digit}": 0x60 + digit for digit in range(10)},
    "kp_multiply": 0x6A,
    "kp_add": 0x6B,
    "kp_subtract": 0x6D,
    "kp_decimal": 0x6E,
    "kp_divide": 0x6F,
}
"""Keys that every layout has; the keypad's Enter is the other Enter's double, so it cannot be bound apart."""
SIDES: Final[Mapping[str, int]] = {
    "left_shift": 0xA0,
    "right_shift": 0xA1,
    "left_ctrl": 0xA2,
    "right_ctrl": 0xA3,
    "left_alt": 0xA4,
    "right_alt": 0xA5,
    "left_super": 0x5B,
    "right_super": 0x5C,
}
MODIFIER_KEYS: Final[Mapping[int, Modifier]] = {
    SIDES[f"{side}_{modifier}"]: modifier for modifier in MODIFIERS for side in ("left", "right")
}
"""The keys that are modifiers."""
BUTTONS: Final = (0x01, 0x02, 0x04, 0x05, 0x06)
"""The buttons of a mouse."""

_REGISTERED: Final[Mapping[Modifier, int]] = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "super": 0x8}
_NO_REPEAT: Final = 0x4000
_NONE: Final = 0xFF


def codes(key: str, layout: Callable[[str], int]) -> frozenset[int]:
    """All virtual keys that a key's name means; `layout` is VkKeyScan, which tells a character's, and its shifts."""
    if key in MODIFIERS:
        return frozenset(SIDES[f"{side}_{key}"] for side in ("left", "right"))
    for table in (NAMED, SIDES):
        if key in table:
            return frozenset({table[key]})
    if len(key) == 1 and ord(key) < 1 << 16 and (found := layout(key) & 0xFF) != _NONE:
        return frozenset({found})
    # The active layout is of another alphabet: the keys themselves are called A to Z and 0 to 9.
    return frozenset({ord(key.upper())} if len(key) == 1 and key.isascii() and key.isalnum() else ())


def registered(modifiers: Iterable[Modifier]) -> int:
    """Modifiers as RegisterHotKey takes them; a chord that is held is told once."""
    return sum(_REGISTERED[modifier] for modifier in set(modifiers)) | _NO_REPEAT
