"""Keys that carry nothing, lent to characters that the keyboard's layout lacks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from Xlib import X

from asrpro.desktop.x11.keymap import symbols
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from Xlib.display import Display

    from asrpro.desktop.x11.keymap import Places

_SETTLE: Final = 0.25
"""Seconds in which a program reads what was typed, before the keys mean something else."""
_EACH: Final = 0.04
"""Seconds more for each key: window managers look through all keys once for each that changes, openbox for 38 ms."""


class Lending:
    """What is lent, until the end of a `with`; a key carries one character without Shift and one with it."""

    def __init__(self, connection: Display) -> None:
        self._connection = connection
        self._lent: set[int] = set()
        self._settle = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._lent:
            time.sleep(self._settle)
            self._map({code: [X.NoSymbol, X.NoSymbol] for code in self._lent})

    def lend(self, places: Places) -> None:
        """From now on keys carry these characters; what they carried before must have been read by now."""
        rows: dict[int, list[int]] = {}
        for character, (code, level) in places.items():
            rows.setdefault(code, [X.NoSymbol, X.NoSymbol])[level] = next(symbols(character))
        if rows:
            time.sleep(self._settle)
            self._lent |= rows.keys()
            # A symbol alone would bring its capital along.
            self._map({code: [low, high or low] for code, (low, high) in rows.items()})
            self._settle = _SETTLE + _EACH * len(rows)

    def _map(self, rows: Mapping[int, list[int]]) -> None:
        for code, row in rows.items():
            self._connection.change_keyboard_mapping(code, [row])
        self._connection.sync()


def stretches(text: str, known: Places, spare: Sequence[int]) -> Iterator[tuple[str, Places]]:
    """The text in as few pieces as there are keys to lend for, with what is to be lent for each.

    Raises:
        Unsupported: there is none, and the layout does not know it all.
    """
    room = [(code, level) for code in spare for level in (0, 1)]
    start, lent = 0, dict[str, tuple[int, int]]()
    for at, character in enumerate(text):
        if character in known or character in lent:
            continue
        if not room:
            raise Unsupported(
                _("This keyboard has no free key to type “{character}” with.").format(character=character),
                _("Choose another way of delivery."),
            )
        if len(lent) == len(room):
            yield text[start:at], lent
            start, lent = at, {}
        lent[character] = room[len(lent)]
    yield text[start:], lent
