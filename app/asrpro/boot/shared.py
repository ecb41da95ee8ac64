"""What commands and the program in the tray are both made of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.dictation.ledger import Ledger
from asrpro.dictation.recordings import kept_days, prune
from asrpro.history.store import History
from asrpro.settings.file import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable


def folder(find: Callable[[], Path]) -> Path:
    """One of the user's folders. One that cannot be made is named all the same: what needs it says what is wrong."""
    try:
        return find()
    except OSError as error:
        return Path(str(error.filename))


def settings_file() -> SettingsFile:
    """The user's settings."""
    return SettingsFile(folder(paths.config) / "settings.json")


def opened_history(settings: SettingsFile) -> History:
    """The user's history, without what is too old for it."""
    store = History(folder(paths.data) / "history.db")
    forget(store, settings)
    return store


def forget(history: History, settings: SettingsFile) -> None:
    """Have the history without what is too old for it."""
    days = settings.current.privacy.history_days
    if days:
        history.prune(timedelta(days=days))


def recordings_folder(settings: SettingsFile) -> Path:
    """Where dictations are recorded, without those that are too old to be kept."""
    place = folder(paths.data) / "recordings"
    prune(place, kept_days(settings.current.privacy))
    return place


def opened_ledger() -> Ledger:
    """How long the last dictations took."""
    return Ledger(folder(paths.data) / "latency.jsonl")
