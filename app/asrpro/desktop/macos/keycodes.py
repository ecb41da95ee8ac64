"""The numbers that macOS knows keys and modifiers by (Carbon's Events.h and IOKit's IOLLEvent.h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.desktop.keys import MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from asrpro.desktop.ports import Modifier

NAMED: Final[Mapping[str, int]] = {
    "escape": 0x35,
    "tab": 0x30,
    "caps_lock": 0x39,
    "space": 0x31,
    "enter": 0x24,
    "backspace": 0x33,
    "insert": 0x72,  # Help on a Mac's own keyboard
    "delete": 0x75,
    "home": 0x73,
    "end": 0x77,
    "page_up": 0x74,
    "page_down": 0x79,
    "left": 0x7B,
    "right": 0x7C,
    "up": 0x7E,
    "down": 0x7D,
    "menu": 0x6E,
    "num_lock": 0x47,  # Clear on a Mac's own keyboard
    **dict(
        zip(
            (f"f{number}" for number in range(1, 21)),
            (0x7A, 0x78, 0x63, 0x76, 0x60, 0x61, 0x62, 0x64, 0x65, 0x6D, 0x67, 0x6F, 0x69, 0x6B, 0x71, 0x6A, 0x40,
             0x4F, 0x50, 0x5A),
            strict=True,
        )
    ),
    # Three keys of a PC's keyboard arrive under the numbers of F13 to F15.
    "print_screen": 0x69,
    "scroll_lock": 0x6B,
    "pause": 0x71,
    **{f"kp_{digit}": code for digit, code in enumerate((0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5B, 0x5C))},
    "kp_add": 0x45,
    "kp_subtract": 0x4E,
    "kp_multiply": 0x43,
    "kp_divide": 0x4B,
    "kp_decimal": 0x41,
    "kp_enter": 0x4C,
}  # fmt: skip
"""Keys that every layout has in the same place."""
SIDES: Final[Mapping[str, int]] = {
    "left_ctrl": 0x3B,
    "right_ctrl": 0x3E,
    "left_alt": 0x3A,
    "right_alt": 0x3D,
    "left_shift": 0x38,
    "right_shift": 0x3C,
    "left_super": 0x37,
    "right_super": 0x36,
}
US: Final[Mapping[str, int]] = dict(
    zip(
        "asdfhgzxcvbqweryt123465=97-80]ou[iplj'k;\\,/nm.",
        (*range(10), *range(0x0B, 0x24), 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F),
        strict=True,
    )
) | {"`": 0x32}
"""Where a US keyboard has its characters."""

_FLAGS: Final[Mapping[Modifier, int]] = {"shift": 1 << 17, "ctrl": 1 << 18, "alt": 1 << 19, "super": 1 << 20}
_SIDE_FLAGS: Final[Mapping[int, int]] = {
    SIDES["left_ctrl"]: 0x0001,
    SIDES["left_shift"]: 0x0002,
    SIDES["right_shift"]: 0x0004,
    SIDES["left_super"]: 0x0008,
    SIDES["right_super"]: 0x0010,
    SIDES["left_alt"]: 0x0020,
    SIDES["right_alt"]: 0x0040,
    SIDES["right_ctrl"]: 0x2000,
}
MODIFIER_KEYS: Final[Mapping[int, Modifier]] = {
    SIDES[f"{side}_{modifier}"]: modifier for modifier in MODIFIERS for side in ("left", "right")
}
"""The keys that are modifiers."""


def codes(key: str, layout: Mapping[str, int]) -> frozenset[int]:
    """All keycodes that a key's name means; `layout` is where the active one has its characters."""
    if key in MODIFIERS:
        return frozenset(SIDES[f"{side}_{key}"] for side in ("left", "right"))
    for table in (NAMED, SIDES, layout, US):
        if key in table:
            return frozenset({table[key]})
    return frozenset()


def held(flags: int) -> frozenset[Modifier]:
    """The modifiers in an event's flags."""
    return frozenset(modifier for modifier, flag in _FLAGS.items() if flags & flag)


def flags(modifiers: Iterable[Modifier]) -> int:
    """The flags of an event while these are held."""
    return sum(_FLAGS[modifier] for modifier in set(modifiers))


def is_down(code: int, flags: int) -> bool:
    """Whether a modifier key is down, by an event's flags; sides count where the keyboard tells of them."""
    sides = [bit for key, bit in _SIDE_FLAGS.items() if MODIFIER_KEYS[key] == MODIFIER_KEYS[code]]
    if flags & sum(sides):
        return bool(flags & _SIDE_FLAGS[code])
    return bool(flags & _FLAGS[MODIFIER_KEYS[code]])
