"""What commands and the program in the tray are both made of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.user import folder
from asrpro.dictation.ledger import Ledger
from asrpro.dictation.recordings import kept_days, prune
from asrpro.history.store import History

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.settings.file import SettingsFile


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
