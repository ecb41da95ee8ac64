"""What a low-level keyboard hook tells of one key."""

from __future__ import annotations

from typing import Final, NamedTuple

_UP: Final = 0x80
_INJECTED: Final = 0x10
_ALTGR: Final = 0x21D
"""The scan code of a left Ctrl that nobody pressed: layouts with AltGr add it."""
_PACKET: Final = 0xE7
"""The virtual key of a typed character that is on no key."""


class Heard(NamedTuple):
    """A key that went down or up."""

    code: int
    """Its virtual key."""
    down: bool


def heard(code: int, scan: int, flags: int) -> Heard | None:
    """What it means for hotkeys; None for keys that nobody touched.

    What programs press does not count, ours among them, but what they let go does: the key that a hotkey is held by
    may have come from such a program.
    """
    down = not flags & _UP
    if scan == _ALTGR or code == _PACKET or (down and flags & _INJECTED):
        return None
    return Heard(code, down)
