"""The keyboard on X11, through XTEST."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from typing import TYPE_CHECKING, Final

from Xlib import XK, X

from asrpro.desktop import keys
from asrpro.desktop.x11.connection import connected
from asrpro.desktop.x11.keymap import Keymap, down, symbols
from asrpro.desktop.x11.lending import Lending, stretches
from asrpro.errors import AppError, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from asrpro.desktop.ports import Chord, Modifier
    from asrpro.desktop.sending import Sending
    from asrpro.desktop.x11.keymap import Places

_PACE: Final = 0.003
"""Seconds between two characters: faster than most programs lose any, 1.5 s for 500."""
_PATIENCE: Final = 2.0
"""Seconds that a hotkey may still be held when something is to be sent."""
_LONGER: Final = 30.0
"""Seconds that a hotkey or a modifier may be held in the middle of a text, of which half is worth little."""
_LOOK: Final = 0.005
_KEYS: Final = {"\n": "enter", "\t": "tab"}


class X11Keyboard:
    """Keys as if the user pressed them; what they mean is asked of the server each time."""

    def __init__(self, sending: Sending, screen: str | None = None) -> None:
        """`sending` is what the Hotkeys ask whether a key is ours; `screen` is as in DISPLAY.

        Raises:
            Unsupported: there is no X server, or it has no XTEST.
        """
        self._connection = connected(screen, "XTEST")
        self._root = self._connection.screen().root
        self._sending = sending

    def held(self) -> frozenset[Modifier]:
        """The modifiers whose keys are down right now; what is only locked or latched is not."""
        modifiers = self._keymap().modifiers
        return frozenset(modifiers[code] for code in self._down() & modifiers.keys())

    def send(self, chord: Chord) -> float:
        """Press and release; every key that was pressed is released, whatever happens. Returns when that began.

        A letter that the active layout lacks is sent by the key that has it in another one, as Ctrl+V under a
        Russian layout beside a Latin one; where no layout has it, a key that carries nothing is lent to it.

        Raises:
            Unsupported: this keyboard has no such key.
            AppError: the user goes on holding a hotkey, beside which nothing arrives.
        """
        self._wait(self._sending.grabbed, _PATIENCE)
        keymap, began = self._keymap(), time.monotonic()
        held = [keymap.key_of(modifier) for modifier in keys.MODIFIERS if modifier in chord.modifiers]
        code = keymap.code(chord.key, self._group())
        lent: dict[str, tuple[int, int]] = {}
        if code is None and len(chord.key) == 1 and (spare := keymap.spare()):
            code = spare[0]
            lent = {chord.key: (code, 0)}
        with Lending(self._connection) as lending:
            lending.lend(lent)
            with self._pressed([_there(each, chord) for each in (*held, code)]):
                pass
        return began

    def type(self, text: str) -> None:
        """Type a text, letters of any script; lines end with Return, other control characters are left out.

        What the active layout cannot type is lent to keys that carry nothing, which are given back in the end. A
        program that falls behind by more than a quarter of a second, or up to a second where many are lent, loses
        such letters; one that completes brackets or indents by itself changes what arrives; one that sends on Return
        does so.

        Raises:
            Unsupported: this keyboard has no key to lend.
            AppError: the user goes on holding a hotkey, or a modifier that was pressed since typing began.
        """
        self._wait(self._sending.grabbed, _PATIENCE)
        keymap, group = self._keymap(), self._group()
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        # Cs is half a character, which is not text.
        wanted = "".join(each for each in plain if each in _KEYS or unicodedata.category(each) not in ("Cc", "Cs"))
        known = _known(wanted, keymap, group)
        with self._without_caps_lock(keymap), Lending(self._connection) as lending:
            for stretch, lent in stretches(wanted, known, keymap.spare()):
                lending.lend(lent)
                places = {**known, **lent}
                self._strike([places[character] for character in stretch], keymap)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _wait(self, codes: AbstractSet[int], seconds: float) -> None:
        """Wait while one of these is down: whatever is pressed beside a hotkey only the Hotkeys hear."""
        end = time.monotonic() + seconds
        while self._down() & codes:
            if time.monotonic() >= end:
                raise AppError(_("A modifier key or a hotkey is held down."), _("Not all keys were pressed."))
            time.sleep(_LOOK)

    def _down(self) -> set[int]:
        """The keycodes of all keys that are down."""
        return down(self._connection)

    def _keymap(self) -> Keymap:
        while self._connection.pending_events():
            self._connection.next_event()  # that the mapping changed; it is read anew anyway
        return Keymap.of(self._connection)

    def _state(self) -> int:
        state: int = self._root.query_pointer().mask
        return state

    def _group(self) -> int:
        """Which layout is active."""
        return self._state() >> 13 & 3

    @contextlib.contextmanager
    def _pressed(self, codes: Iterable[int]) -> Iterator[None]:
        """These keys are down, and up again in the end, the last first."""
        with contextlib.ExitStack() as releases:
            for code in codes:
                releases.callback(self._key, code, down=False)
                self._key(code, down=True)
            yield
        self._connection.sync()

    def _key(self, code: int, *, down: bool) -> None:
        self._sending.announce(code, down=down)
        self._connection.xtest_fake_input(X.KeyPress if down else X.KeyRelease, code)

    def _strike(self, places: Iterable[tuple[int, int]], keymap: Keymap) -> None:
        shift = keymap.key_of("shift")
        # Letters that are typed beside Ctrl would be commands.
        wrong = (keymap.modifiers.keys() | self._sending.grabbed) - self._down()
        for code, level in places:
            self._wait(wrong, _LONGER)
            with self._pressed([shift, code] if level and shift else [code]):
                pass
            time.sleep(_PACE)

    @contextlib.contextmanager
    def _without_caps_lock(self, keymap: Keymap) -> Iterator[None]:
        """Caps Lock is off meanwhile."""
        code = min(keymap.codes("caps_lock"), default=None)
        locked = code is not None and self._state() & X.LockMask
        if not locked or code is None:
            yield
            return
        self._strike([(code, 0)], keymap)
        try:
            yield
        finally:
            self._strike([(code, 0)], keymap)


def _there(code: int | None, chord: Chord) -> int:
    if code is None:
        raise Unsupported(
            _("This keyboard has no {chord}.").format(chord=keys.shown(chord)), _("Choose another way of delivery.")
        )
    return code


def _known(text: str, keymap: Keymap, group: int) -> Places:
    """Where the active layout has what it has of these characters."""
    places: dict[str, tuple[int, int]] = {}
    for character in set(text):
        wanted = (
            [XK.string_to_keysym("Return" if character == "\n" else "Tab")]
            if character in _KEYS
            else symbols(character)
        )
        for symbol in wanted:
            if place := keymap.place(symbol, group):
                places[character] = place
                break
    return places
