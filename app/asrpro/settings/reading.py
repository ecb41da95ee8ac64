"""What the settings file says at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from asrpro.errors import SettingsError
from asrpro.i18n import _
from asrpro.settings import disk, keys, legacy, salvage
from asrpro.settings.tree import DEFAULTS, Settings
from asrpro.settings.upgrade import VERSION, upgrade

if TYPE_CHECKING:
    from pathlib import Path

_HIGHEST: Final = 9_999
"""A version beyond it is nonsense, not news."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings a file gives, and whether writing it anew would lose something."""

    settings: Settings
    state: Literal["sound", "missing", "damaged", "newer", "unreadable"]
    notices: tuple[str, ...] = ()
    """In words for people, what is not as it should be."""
    data: bytes = b""
    version: int = VERSION


def read(path: Path, last: Settings) -> Reading:
    """Read the file; what it no longer says rightly stays as it was last."""
    try:
        data = disk.fetch(path)
    except FileNotFoundError:
        return Reading(DEFAULTS, "missing")
    except SettingsError as error:
        instead = _("All settings have their defaults.") if last == DEFAULTS else _("Settings stay what they were.")
        return Reading(last, "unreadable", (f"{error.title} {instead}",))
    document, whole = salvage.parse(data)
    version = document.pop("version", VERSION)
    notices: tuple[str, ...] = ()
    if not whole:
        notices = (_damaged(data),)
    elif type(version) is not int or not 1 <= version <= _HIGHEST:
        notices = (_("The settings file does not say its version rightly; it is read as one of today."),)
        version = VERSION
    if version > VERSION:
        settings, _faults = salvage.settle(document, last, whole=whole)
        notices = (_("The settings file is of a newer ASR Pro; what this one knows of it is used."),)
        return Reading(settings, "newer", notices, data, version)
    settings, faults = salvage.settle(upgrade(document, version), last, whole=whole)
    notices += faults
    return Reading(settings, "damaged" if notices else "sound", notices, data)


def _damaged(data: bytes) -> str:
    if place := salvage.place(data):
        return _("The settings file is damaged ({place}); what could be made out of it is used.").format(place=place)
    return _("The settings file is damaged; what could be made out of it is used.")


def keep(path: Path, reading: Reading) -> tuple[str, ...]:
    """Keep what writing would lose, and say where; raises OSError when it cannot be kept."""
    match reading.state:
        case "sound" | "missing":
            return ()
        case "unreadable":
            place = disk.set_aside(path, "damaged")
        case "newer":
            place = disk.keep(path, reading.data, f"version-{reading.version}")
        case "damaged":
            place = disk.keep(path, reading.data, "damaged")
    return (_("The settings file as it was is kept as {path}.").format(path=place),)


def read_older(folder: Path) -> Reading | None:
    """What the older program's file gives to settings that lie in folder; None without such a file."""
    for place in legacy.places(folder):
        try:
            data = disk.fetch(place)
        except FileNotFoundError:
            continue
        except SettingsError as error:
            return Reading(DEFAULTS, "sound", (_nothing(place), error.title))
        document, whole = salvage.parse(data)
        if not whole:
            return Reading(DEFAULTS, "sound", (_nothing(place),))
        settings, _faults = salvage.settle(upgrade(document, 0), DEFAULTS, whole=True)
        return Reading(settings, "sound", (_taken(place, settings),))
    return None


def _nothing(place: Path) -> str:
    return _("Nothing was taken over from {path} of an older ASR Pro.").format(path=place)


def _taken(place: Path, settings: Settings) -> str:
    names = keys.chosen(settings)
    if not names:
        return _nothing(place)
    taken = _("Settings of an older ASR Pro were taken over from {path}: {names}.")
    return taken.format(path=place, names=", ".join(names))


def written(settings: Settings) -> dict[str, Any]:
    """The document that stands for the settings: what differs from the defaults, and the version."""
    return {"version": VERSION, **settings.model_dump(mode="json", exclude_defaults=True)}
