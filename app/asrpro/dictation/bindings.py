"""Which keys dictation listens to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.desktop.keys import shown
from asrpro.desktop.ports import Binding
from asrpro.dictation.events import Key
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.desktop.ports import Chord, Hotkeys
    from asrpro.settings.hotkeys import DictationKey, HotkeySettings

CANCEL: Final = "cancel"
PASTE_AGAIN: Final = "paste_again"
COPY_LAST: Final = "copy_last"
UNDO: Final = "undo"
RETRY: Final = "retry"
INSERT_ANYWAY: Final = "insert_anyway"
_NAMES: Final = (PASTE_AGAIN, COPY_LAST, UNDO, CANCEL, RETRY, INSERT_ANYWAY)
"""As their settings are called; a chord that is wanted twice is for the first."""
_DICTATE: Final = "dictate"
FIRST: Final = f"{_DICTATE} 1"
"""The first of the keys that start a dictation."""


def chosen(settings: HotkeySettings, chord: Callable[[str], Chord]) -> tuple[tuple[Binding, ...], tuple[AppError, ...]]:
    """The Bindings of the settings, each with a chord of its own, and why others have none.

    `chord` says what keys mean, and raises AppError where they mean nothing.
    """
    found: dict[Chord, Binding] = {}
    troubles: list[AppError] = []
    for name, keys in _wanted(settings):
        try:
            binding = Binding(name, chord(keys))
        except AppError as error:
            troubles.append(error)
            continue
        if found.setdefault(binding.chord, binding) is not binding:
            troubles.append(_taken(binding))
    return tuple(found.values()), tuple(troubles)


def _wanted(settings: HotkeySettings) -> Iterator[tuple[str, str]]:
    """What each Binding is to be called, with its keys."""
    for number, entry in enumerate(settings.dictate, 1):
        yield f"{_DICTATE} {number}", entry.keys
    for name in _NAMES:
        if keys := getattr(settings, name):
            yield name, keys


def _taken(binding: Binding) -> AppError:
    title = _("{chord} cannot be used for two things at once.").format(chord=shown(binding.chord))
    if binding.name not in _NAMES:
        return AppError(title)
    return AppError(title, _("Give hotkey.{name} another key.").format(name=binding.name))


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
        bindings, troubles = chosen(settings, self._chord)
        entries = {f"{_DICTATE} {number}": entry for number, entry in enumerate(settings.dictate, 1)}
        self.keys = {
            one.name: (Key(one.name, entries[one.name].mode, one.chord.lone), entries[one.name])
            for one in bindings
            if one.name in entries
        }
        self._always = [one for one in bindings if one.name != CANCEL]
        self._cancel = [one for one in bindings if one.name == CANCEL]
        self._told.clear()
        if troubles:
            self._say(" ".join(map(str, troubles)))

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
