"""What is wrong with hotkeys, said when they are chosen and not only where they are missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.keys import parse, shown
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.desktop.ports import Chord
    from asrpro.settings.hotkeys import HotkeySettings


def troubles(hotkey: HotkeySettings, find_model: Callable[[str], object]) -> Iterator[str]:
    """Each in a sentence: keys that mean nothing, or two things, and Models that are not there."""
    if not hotkey.dictate:
        yield _("No key starts a dictation now; the menu and `asrpro dictate toggle` do.")
    others = filter(None, (hotkey.cancel, hotkey.paste_again, hotkey.copy_last, hotkey.undo))
    seen: set[Chord] = set()
    for chosen in (*(entry.keys for entry in hotkey.dictate), *others):
        try:
            chord = parse(chosen)
        except AppError as error:
            yield str(error)
            continue
        if chord in seen:
            yield _("{chord} cannot be used for two things at once.").format(chord=shown(chord))
        seen.add(chord)
    for entry in hotkey.dictate:
        try:
            if entry.model:
                find_model(entry.model)
        except AppError as error:
            yield str(error)
