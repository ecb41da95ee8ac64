"""The keyboard as the X server has it mapped: which key carries which symbol, and which are modifiers."""

from __future__ import annotations

import ctypes
import functools
import itertools
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from Xlib import XK

from asrpro.desktop.keys import FUNCTION, MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from Xlib.display import Display

    from asrpro.desktop.ports import Modifier

XK.load_keysym_group("xkb")  # ISO_Level3_Shift, which is AltGr

Places = Mapping[str, tuple[int, int]]
"""Keycode and level (1 is with Shift) of each character."""

FIRST, LAST = 8, 255
"""The keycodes that there are."""
_UNICODE: Final = 0x0100_0000
"""Added to a character's number it is a symbol of that character."""
_LATIN: Final = 0x100
"""Below it a character's number is a symbol itself."""

_SIDES: Final[Mapping[Modifier, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ctrl": (("Control_L",), ("Control_R",)),
    # Where it is AltGr, the right one carries another symbol.
    "alt": (("Alt_L", "Meta_L"), ("Alt_R", "ISO_Level3_Shift", "Mode_switch", "Meta_R")),
    "shift": (("Shift_L",), ("Shift_R",)),
    "super": (("Super_L", "Hyper_L"), ("Super_R", "Hyper_R")),
}
SYMBOLS: Final[Mapping[str, tuple[str, ...]]] = {
    **{key: (key.upper(),) for key in FUNCTION},
    "escape": ("Escape",),
    "tab": ("Tab",),
    "caps_lock": ("Caps_Lock",),
    "space": ("space",),
    "enter": ("Return",),
    "backspace": ("BackSpace",),
    "insert": ("Insert",),
    "delete": ("Delete",),
    "home": ("Home",),
    "end": ("End",),
    "page_up": ("Page_Up",),
    "page_down": ("Page_Down",),
    "left": ("Left",),
    "right": ("Right",),
    "up": ("Up",),
    "down": ("Down",),
    "print_screen": ("Print",),
    "scroll_lock": ("Scroll_Lock",),
    "pause": ("Pause",),
    "num_lock": ("Num_Lock",),
    "menu": ("Menu",),
    **{f"kp_{digit}": (f"KP_{digit}",) for digit in range(10)},
    "kp_add": ("KP_Add",),
    "kp_subtract": ("KP_Subtract",),
    "kp_multiply": ("KP_Multiply",),
    "kp_divide": ("KP_Divide",),
    "kp_decimal": ("KP_Decimal", "KP_Separator"),
    "kp_enter": ("KP_Enter",),
    **{f"left_{modifier}": left for modifier, (left, _right) in _SIDES.items()},
    **{f"right_{modifier}": right for modifier, (_left, right) in _SIDES.items()},
}
"""What X calls the keys that have a name, best first."""
_POSITIONS: Final = {
    character: first + place
    for first, row in ((10, "1234567890-="), (24, "qwertyuiop[]"), (38, "asdfghjkl;'`"), (51, "\\zxcvbnm,./"))
    for place, character in enumerate(row)
} | {f"f{number}": 178 + number for number in range(13, 25)}
"""Where a US keyboard has it; these numbers are the same under every X server on Linux."""


_COLUMNS: Final = {0: ((0, 0), (1, 1)), 1: ((2, 0), (3, 1))}
"""Where symbols of a group lie in a row, and their level; those of a third and fourth group have no certain place."""


class Keymap:
    """A snapshot of the mapping; `of` a Display it is that of now."""

    def __init__(self, rows: Sequence[Sequence[int]], modifiers: Sequence[Sequence[int]]) -> None:
        """`rows` are the symbols of each keycode from 8 on, `modifiers` the keycodes of the eight modifiers."""
        self.rows = {code: tuple(row) for code, row in enumerate(rows, FIRST)}
        self._masks = {code: 1 << bit for bit, codes in enumerate(modifiers) for code in codes if code}

    @classmethod
    def of(cls, display: Display) -> Keymap:
        """As the server has it at this moment."""
        return cls(display.get_keyboard_mapping(FIRST, LAST - FIRST + 1), display.get_modifier_mapping())

    @functools.cached_property
    def modifiers(self) -> dict[int, Modifier]:
        """The keys that are modifiers as people know them."""
        named = {modifier: self._carrying(*itertools.chain(*sides)) for modifier, sides in _SIDES.items()}
        found: dict[int, Modifier] = {}
        for modifier in MODIFIERS:
            mask = self.mask(modifier)
            of_mask = {code for code in named[modifier] if self._masks.get(code, 0) & mask}
            found |= dict.fromkeys(of_mask, modifier)
        return found

    @functools.cached_property
    def locks(self) -> tuple[int, ...]:
        """Every combination of the modifiers that only say that something is locked, none among them."""
        bits = {2}  # Lock, which is Caps Lock or Shift Lock
        bits |= {self._masks.get(code, 0) for code in self._carrying("Num_Lock", "Scroll_Lock")} - {0}
        sums = (sum(some) for count in range(len(bits) + 1) for some in itertools.combinations(sorted(bits), count))
        return tuple(sums)

    def mask(self, modifier: Modifier) -> int:
        """The bit that stands for a modifier in X's states; 0 where this keyboard has none."""
        fixed = {"shift": 1, "ctrl": 4}
        if modifier in fixed:
            return fixed[modifier]
        left, right = _SIDES[modifier]
        for symbol in (left[0], right[0], *left[1:]):
            for code in sorted(self._carrying(symbol)):
                if mask := self._masks.get(code, 0):
                    return mask
        return 0

    def state(self, modifiers: Iterable[Modifier]) -> int:
        """The state of X's in which these are held."""
        return functools.reduce(operator.or_, map(self.mask, modifiers), 0)

    def held(self, state: int) -> frozenset[Modifier]:
        """The modifiers in a state of X's."""
        return frozenset(modifier for modifier in MODIFIERS if state & self.mask(modifier))

    def key_of(self, modifier: Modifier) -> int | None:
        """The keycode to press for a modifier, the left one where there are two."""
        keys = [code for code in self.codes(f"left_{modifier}") if self.modifiers.get(code) == modifier]
        return min(keys, default=None) or min((c for c, m in self.modifiers.items() if m == modifier), default=None)

    def codes(self, key: str) -> frozenset[int]:
        """All keycodes that a key's name means: by symbol, or else by its place on a US keyboard; may be none."""
        if key in MODIFIERS:
            return self.codes(f"left_{key}") | self.codes(f"right_{key}")
        return self._named(key) or frozenset({_POSITIONS[key]} if key in _POSITIONS else ())

    def code(self, key: str, group: int) -> int | None:
        """The keycode to press for a key while that group (layout) is active; of another one where it has none."""
        for symbol in _symbols(key):
            if place := self.place(symbol, group):
                return place[0]
        return min(self._named(key), default=None)

    def place(self, symbol: int, group: int) -> tuple[int, int] | None:
        """Keycode and level (1 is with Shift) of a symbol in one of the first two groups."""
        for column, level in _COLUMNS.get(group, ()):
            for code, row in self.rows.items():
                if column < len(row) and row[column] == symbol:
                    return code, level
        return None

    def spare(self) -> list[int]:
        """Keycodes that carry nothing and are no modifiers."""
        return [code for code, row in self.rows.items() if not any(row) and code not in self._masks]

    def _named(self, key: str) -> frozenset[int]:
        """The keycodes that carry a key's symbol, all in the first place where any does."""
        for symbol in _symbols(key):
            for column in range(len(next(iter(self.rows.values()), ()))):
                if found := {code for code, row in self.rows.items() if row[column] == symbol}:
                    return frozenset(found)
        return frozenset()

    def _carrying(self, *names: str) -> set[int]:
        """The keycodes that carry one of these symbols in any place."""
        wanted = {XK.string_to_keysym(name) for name in names}
        return {code for code, row in self.rows.items() if wanted.intersection(row)}


def down(display: Display) -> set[int]:
    """The keycodes of all keys that are down at this moment."""
    bits = display.query_keymap()
    return {8 * byte + bit for byte, value in enumerate(bits) for bit in range(8) if value >> bit & 1}


def symbols(character: str) -> Iterator[int]:
    """The numbers by which X may know a character, the one it is commonly mapped by first."""
    number = ord(character)
    library = _xkbcommon()
    if library and (legacy := library.xkb_utf32_to_keysym(number)):
        yield legacy
    elif character.isprintable() and number < _LATIN:
        yield number
    yield _UNICODE + number


def _symbols(key: str) -> Iterator[int]:
    if key in SYMBOLS:
        yield from (symbol for name in SYMBOLS[key] if (symbol := XK.string_to_keysym(name)))
    elif len(key) == 1:
        yield from symbols(key)


@functools.cache
def _xkbcommon() -> Any:
    """The library that knows the numbers of older alphabets, which Qt brings along; None where it is missing."""
    try:
        library = ctypes.CDLL("libxkbcommon.so.0")
        library.xkb_utf32_to_keysym.argtypes = [ctypes.c_uint32]
        library.xkb_utf32_to_keysym.restype = ctypes.c_uint32
    except (OSError, AttributeError):
        return None
    return library
