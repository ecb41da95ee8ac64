"""Which Model the settings go by, and what they go by once it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.catalog import names
from asrpro.domain import Model
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.errors import AppError
    from asrpro.settings.file import SettingsFile


class Chosen:
    """The Model that the settings name, by whatever name, path or address."""

    def __init__(self, catalogue: Catalogue, name: str, found: Model | AppError | None = None) -> None:
        """Look for it, unless it was found already; into its files where it is the user's own."""
        known = catalogue.known(name)
        self.pointed = None if known else found or catalogue.found(name)
        """It, or why it cannot be used, where it is none of the catalogue."""
        self.id = self.pointed.id if isinstance(self.pointed, Model) else catalogue.id_of(name)
        """Its id; of what cannot be used what it is known by."""


@dataclass(frozen=True, slots=True)
class Left:
    """What the settings go by now, where they went by a Model that leaves."""

    instead: str = ""
    """The Model of dictation; empty where it is the same one."""
    hotkeys: tuple[str, ...] = ()
    """Those that named it, and go by that of dictation now."""


def hears(settings: SettingsFile, catalogue: Catalogue, model: str) -> bool:
    """Whether this is the Model that dictation goes by, given by its id, or by the path it is chosen by."""
    return _stands_for(catalogue, settings.current.model.name, model)


def leave(settings: SettingsFile, catalogue: Catalogue, model: str) -> Left:
    """Have dictation go by the one that is always there if it went by this one, and hotkeys by that of dictation.

    Raises SettingsError.
    """
    entries = settings.current.hotkey.dictate
    leaving = [one for one in entries if one.model and _stands_for(catalogue, one.model, model)]
    if leaving:
        others = [one.model_copy(update={"model": ""}) if one in leaving else one for one in entries]
        settings.set("hotkey.dictate", [one.model_dump(exclude_defaults=True) for one in others])
    chosen = hears(settings, catalogue, model)
    if chosen:
        settings.set("model.name", DEFAULTS.model.name)
    return Left(DEFAULTS.model.name if chosen else "", tuple(one.keys for one in leaving))


def _stands_for(catalogue: Catalogue, name: str, model: str) -> bool:
    """Whether a name in the settings stands for this Model."""
    known = catalogue.known(name)
    return model in ((known.id,) if known else (name, names.called(name)))
