"""The user's folders and settings, which everything is made with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import paths
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
