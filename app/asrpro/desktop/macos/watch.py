"""What an event tap's events mean for the bound chords; knows nothing of macOS but its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop import keys
from asrpro.desktop.chords import Bound, Chords
from asrpro.desktop.macos import keycodes
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.desktop.ports import Binding, KeyEvent


class Watch:
    """The bound chords in a stream of keys that all programs wait for; times are those of `time.monotonic()`."""

    def __init__(self, is_down: Callable[[int], bool]) -> None:
        """`is_down` asks the system about a key at this moment."""
        self._chords = Chords(is_down)
        self._kept: set[int] = set()
        """Keys that went down as part of a chord: no other program hears of them until they are up."""

    @property
    def wakes_at(self) -> float | None:
        """When `advance` has something to do; None while there is nothing to wait for."""
        return self._chords.wakes_at

    def bind(
        self, bindings: Sequence[Binding], layout: Mapping[str, int], now: float
    ) -> tuple[list[KeyEvent], tuple[str, ...]]:
        """Watch these and no others; the releases that this brings, and a sentence for each not to be had."""
        found = []
        sentences = []
        for binding in bindings:
            codes = keycodes.codes(binding.chord.key, layout)
            if not codes:
                missing = _("This keyboard has no {chord}; choose another key.")
                sentences.append(missing.format(chord=keys.shown(binding.chord)))
            else:
                found.append(Bound(binding, codes))
        return self._chords.bind(found, keycodes.MODIFIER_KEYS, now), tuple(sentences)

    def down(self, code: int, flags: int, at: float) -> tuple[list[KeyEvent], bool]:
        """A key went down or repeats; what is told, and whether it is kept from the programs."""
        if code in self._kept:
            return [], True
        if events := self._chords.chord(code, keycodes.held(flags), at):
            self._kept.add(code)
            return events, True
        return self._chords.modifier(code, frozenset(), at), False

    def up(self, code: int, at: float) -> tuple[list[KeyEvent], bool]:
        """A key was let go; what is told, and whether it is kept from the programs."""
        kept = code in self._kept
        self._kept.discard(code)
        return self._chords.up(code, at), kept

    def modifier(self, code: int, flags: int, at: float) -> list[KeyEvent]:
        """A modifier key changed, and these are the flags now."""
        if code not in keycodes.MODIFIER_KEYS:
            return []  # Caps Lock or Fn
        if not keycodes.is_down(code, flags):
            return self._chords.up(code, at)
        beside = keycodes.held(flags) - {keycodes.MODIFIER_KEYS[code]}
        return self._chords.modifier(code, beside, at)

    def other(self, at: float) -> list[KeyEvent]:
        """A mouse button was pressed."""
        return self._chords.other(at)

    def advance(self, now: float) -> list[KeyEvent]:
        """What time alone brings."""
        return self._chords.advance(now)
