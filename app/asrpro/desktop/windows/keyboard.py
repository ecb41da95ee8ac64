"""The keyboard on Windows, through pynput's SendInput."""

from __future__ import annotations

import contextlib
import ctypes
import struct
import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop import keys
from asrpro.desktop.windows import keycodes
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.desktop.ports import Chord, Modifier

PYNPUT: Final = {
    "escape": "esc",
    **{f"{side}_{name}": f"{name}_{side[0]}" for side in ("left", "right") for name in ("ctrl", "alt", "shift")},
    **{f"{side}_super": f"cmd_{side[0]}" for side in ("left", "right")},
}
"""What pynput calls keys, where it calls them otherwise than we do."""

_KEYS: Final = {"\r": "enter", "\t": "tab"}


def units(text: str) -> Iterator[str]:
    """A text in UTF-16 units, of which Windows takes one at a time; line breaks as one carriage return each.

    Other control characters than the tab are left out.
    """
    plain = text.replace("\r\n", "\r").replace("\n", "\r")
    wanted = "".join(each for each in plain if each in _KEYS or unicodedata.category(each) not in ("Cc", "Cs"))
    encoded = wanted.encode("utf-16-le")
    for (unit,) in struct.iter_unpack("<H", encoded):
        yield chr(unit)


if sys.platform == "win32":

    class WindowsKeyboard:
        """Keys as if the user pressed them."""

        def __init__(self) -> None:
            from pynput import keyboard

            self._keyboard: Any = keyboard
            self._controller = keyboard.Controller()

        def held(self) -> frozenset[Modifier]:
            """The modifiers that the user holds down right now."""
            state = ctypes.windll.user32.GetAsyncKeyState
            return frozenset(name for code, name in keycodes.MODIFIER_KEYS.items() if state(code) & 0x8000)

        def send(self, chord: Chord) -> float:
            """Press and release; every key that was pressed is released, whatever happens. Returns when that began.

            Raises:
                Unsupported: this keyboard has no such key.
            """
            found = keycodes.codes(chord.key, lambda key: int(ctypes.windll.user32.VkKeyScanW(ctypes.c_wchar(key))))
            if not found:
                raise Unsupported(
                    _("This keyboard has no {chord}.").format(chord=keys.shown(chord)),
                    _("Choose another way of delivery."),
                )
            held = [f"left_{name}" for name in keys.MODIFIERS if name in chord.modifiers]
            began = time.monotonic()
            with contextlib.ExitStack() as releases:
                for name, code in [*((name, keycodes.SIDES[name]) for name in held), (chord.key, min(found))]:
                    key = self._key(name, code)
                    releases.callback(self._controller.release, key)
                    self._controller.press(key)
            return began

        def type(self, text: str) -> None:
            """Type a text, letters of any script, which no layout needs to have; lines end with Return."""
            for unit in units(text):
                named = _KEYS.get(unit)
                char = self._keyboard.KeyCode.from_char
                key = self._key(named, keycodes.NAMED[named]) if named else char(unit)
                self._controller.press(key)
                self._controller.release(key)

        def _key(self, name: str, code: int) -> Any:
            """The key as pynput has it; it knows which ones need a mark of their own."""
            return getattr(self._keyboard.Key, PYNPUT.get(name, name), None) or self._keyboard.KeyCode.from_vk(code)
