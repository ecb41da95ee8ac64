"""What is wrong with hotkeys, said when they are chosen and not only where they are missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.keys import parse
from asrpro.dictation.bindings import chosen
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.settings.hotkeys import HotkeySettings


def check(value: object) -> None:
    """Raise SettingsError for keys that mean nothing: stored they would leave people without any."""
    entries = value if isinstance(value, list) else [value]
    chords = [entry.get("keys") if isinstance(entry, dict) else entry for entry in entries]
    for chord in chords:
        if isinstance(chord, str) and chord:
            parse(chord)


def troubles(hotkey: HotkeySettings, find_model: Callable[[str], object]) -> Iterator[str]:
    """Each in a sentence: keys that mean nothing, or two things, and Models that are not there."""
    if not hotkey.dictate:
        yield _("No key starts a dictation now; the menu and `asrpro dictate toggle` do.")
    _bindings, wrong = chosen(hotkey, parse)
    yield from map(str, wrong)
    for entry in hotkey.dictate:
        try:
            if entry.model:
                find_model(entry.model)
        except AppError as error:
            yield str(error)
