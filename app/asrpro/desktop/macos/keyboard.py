"""The keyboard on macOS, through Quartz events."""

from __future__ import annotations

import contextlib
import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop import keys
from asrpro.desktop.macos import keycodes
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.desktop.macos.layout import Layout
    from asrpro.desktop.ports import Chord, Modifier

MARK: Final = 0x415352
"""What our own events carry, so that the hotkeys pass them by."""
UNITS: Final = 20
"""UTF-16 units that one event may carry."""
KEYS: Final = {"\n": "enter", "\t": "tab"}
"""Characters that are typed by a key."""
_PACE: Final = 0.005
"""Seconds between two events of typing."""


def pieces(text: str) -> Iterator[str]:
    """A text in pieces that one event can carry, no character parted; each line break and tab alone.

    Other control characters are left out.
    """
    piece, units = "", 0
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character not in KEYS and unicodedata.category(character) in ("Cc", "Cs"):
            continue
        width = 1 if ord(character) < 1 << 16 else 2
        if piece and (character in KEYS or units + width > UNITS):
            yield piece
            piece, units = "", 0
        if character in KEYS:
            yield character
        else:
            piece, units = piece + character, units + width
    if piece:
        yield piece


if sys.platform == "darwin":

    class MacKeyboard:
        """Keys as if the user pressed them; used by any one thread."""

        def __init__(self, layout: Layout) -> None:
            import Quartz

            self._quartz: Any = Quartz
            self._layout = layout
            self._source = Quartz.CGEventSourceCreate(Quartz.kCGEventSourceStateHIDSystemState)

        def held(self) -> frozenset[Modifier]:
            """The modifiers that the user holds down right now."""
            quartz = self._quartz
            return keycodes.held(quartz.CGEventSourceFlagsState(quartz.kCGEventSourceStateHIDSystemState))

        def send(self, chord: Chord) -> float:
            """Press and release; every key that was pressed is released, whatever happens. Returns when that began.

            Raises:
                Unsupported: this keyboard has no such key.
            """
            found = keycodes.codes(chord.key, self._layout.pressed)
            if not found:
                raise Unsupported(
                    _("This keyboard has no {chord}.").format(chord=keys.shown(chord)),
                    _("Choose another way of delivery."),
                )
            held: set[Modifier] = set()
            began = time.monotonic()
            with contextlib.ExitStack() as releases:
                for modifier in keys.MODIFIERS:
                    if modifier in chord.modifiers:
                        code = keycodes.SIDES[f"left_{modifier}"]
                        # Released while the ones before it are still held.
                        releases.callback(self._key, code, keycodes.flags(held), down=False)
                        held.add(modifier)
                        self._key(code, keycodes.flags(held), down=True)
                releases.callback(self._key, min(found), keycodes.flags(held), down=False)
                self._key(min(found), keycodes.flags(held), down=True)
            return began

        def type(self, text: str) -> None:
            """Type a text, letters of any script, which no layout needs to have; lines end with Return."""
            for piece in pieces(text):
                for down in (True, False):
                    if piece in KEYS:
                        self._key(keycodes.NAMED[KEYS[piece]], 0, down=down)
                    else:
                        self._post(0, 0, down=down, text=piece)
                time.sleep(_PACE)

        def _key(self, code: int, flags: int, *, down: bool) -> None:
            self._post(code, flags, down=down)

        def _post(self, code: int, flags: int, *, down: bool, text: str = "") -> None:
            quartz = self._quartz
            event = quartz.CGEventCreateKeyboardEvent(self._source, code, down)
            quartz.CGEventSetFlags(event, flags)
            if text:
                units = len(text.encode("utf-16-le")) // 2
                quartz.CGEventKeyboardSetUnicodeString(event, units, text)
            quartz.CGEventSetIntegerValueField(event, quartz.kCGEventSourceUserData, MARK)
            quartz.CGEventPost(quartz.kCGHIDEventTap, event)
