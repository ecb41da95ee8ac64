"""Which keys dictation listens to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.desktop.ports import Binding
from asrpro.dictation.events import Key
from asrpro.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Chord, Hotkeys
    from asrpro.settings.hotkeys import DictationKey, HotkeySettings

CANCEL: Final = "cancel"
PASTE_AGAIN: Final = "paste_again"
COPY_LAST: Final = "copy_last"
UNDO: Final = "undo"


class Bindings:
    """The hotkeys of the settings, bound; what cancels is taken from other programs only while it is of use."""

    def __init__(self, hotkeys: Hotkeys, chord: Callable[[str], Chord], say: Callable[[str], None]) -> None:
        """Bind nothing yet; `say` is told in a sentence about each key that cannot be had."""
        self.keys: dict[str, tuple[Key, DictationKey]] = {}
        """By the name of their Binding, what starts a dictation."""
        self._hotkeys = hotkeys
        self._chord = chord
        self._say = say
        self._always: list[Binding] = []
        self._cancel: list[Binding] = []
        self._bound: list[Binding] | None = None
        self._told: set[str] = set()

    def choose(self, settings: HotkeySettings) -> None:
        """Go by these settings from the next `bind` on."""
        self.keys, self._always = {}, []
        self._told.clear()
        for number, entry in enumerate(settings.dictate, 1):
            for binding in self._binding(f"dictate {number}", entry.keys):
                self.keys[binding.name] = Key(binding.name, entry.mode, binding.chord.lone), entry
                self._always.append(binding)
        for name in (PASTE_AGAIN, COPY_LAST, UNDO):
            self._always += self._binding(name, getattr(settings, name))
        self._cancel = self._binding(CANCEL, settings.cancel)

    def bind(self, *, cancel: bool) -> None:
        """Listen to what was chosen, and to what cancels only if that is wanted now."""
        wanted = [*self._always, *(self._cancel if cancel else ())]
        if wanted != self._bound:
            self._bound = wanted
            problems = [one for one in self._hotkeys.bind(wanted) if one not in self._told]
            self._told.update(problems)
            if problems:
                self._say(" ".join(problems))

    def close(self) -> None:
        """Listen to nothing any more."""
        self._hotkeys.close()

    def _binding(self, name: str, keys: str) -> list[Binding]:
        """One at most: none without keys, and none of keys that mean nothing, which is said."""
        try:
            return [Binding(name, self._chord(keys))] if keys else []
        except AppError as error:
            self._say(str(error))
            return []
