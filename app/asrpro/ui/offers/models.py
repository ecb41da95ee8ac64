"""The Models that can be picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from asrpro.domain import State
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.look import Choice
from asrpro.ui.offers.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Model
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.offers.getting import Getting

_STATES = {
    State.DOWNLOADING: _("downloading"),
    State.LOADING: _("loading"),
    State.READY: _("in memory"),
    State.IN_USE: _("in use"),
    State.ERROR: _("cannot be used"),
}
FOLDER = ":folder"
UNLOAD = ":unload"
"""What else can be done here; no Model is called so."""


class ModelOffer:
    """Those of the catalogue that are here or come, and those in folders that were picked since the start."""

    def __init__(
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        standings: Standings,
        getting: Getting,
        *,
        why: Callable[[Model], str],
        choose: Callable[[str, str], None],
    ) -> None:
        """`why` tells, after a while, what a Model runs on; `choose` is told a setting's name and its new value."""
        self._settings = settings
        self._catalogue = catalogue
        self._standings = standings
        self._getting = getting
        self._why = Later(why, "")
        self._choose = choose
        self._named: dict[str, Model] = {}
        self._sizes: dict[Model, str] = {}

    @property
    def current(self) -> Model | None:
        """The one that is chosen; None where it cannot be used."""
        return self._find(self._settings.current.model.name)

    def choices(self) -> Sequence[Sequence[Choice]]:
        """Each with its size and how near to use it is; then what else can be done, and why the chosen one runs so."""
        current, known = self.current, self._catalogue.models
        picked = {name: model for name, model in self._named.items() if model.id not in known}
        models = [self._choice(name, model, model == current) for name, model in {**known, **picked}.items()]
        ours = self._getting.coming()
        others = [
            Choice(entry.id, entry.title, beside=_STATES[State.DOWNLOADING], enabled=False)
            for entry in self._standings.coming()
            if entry.id not in {**known, **ours}
        ]
        told = self._why.of(current) if current and self._standings.of(current).device else ""
        offered = tuple(self._getting.offered(known))
        rest = [
            *([Choice("", _("Download"), more=offered)] if offered else []),
            Choice(FOLDER, _("From a folder...")),
            Choice(UNLOAD, _("Unload now"), enabled=self._standings.idle),
        ]
        why = [Choice("", told, enabled=False)] if told else []
        return [*models, *ours.values(), *others], rest, why

    def choose(self, name: str) -> None:
        """Have dictations recognised by this one from now on, or do what the entry says."""
        if self._getting.choose(name):
            return
        if name == UNLOAD:
            self._standings.unload()
            return
        if name == FOLDER:
            name = QFileDialog.getExistingDirectory(None, _("The folder of a model"))
        if name:
            self._choose("model.name", name)

    def close(self) -> None:
        """Ask for nothing more."""
        self._why.close()
        self._getting.close()

    def _choice(self, name: str, model: Model, current: bool) -> Choice:  # noqa: FBT001 - as in Choice
        told = self._standings.of(model)
        words = _STATES.get(told.state, "")
        return Choice(name, model.title, current, ", ".join(filter(None, (self._size(model), words))))

    def _find(self, name: str) -> Model | None:
        if name not in self._named:
            try:
                self._named[name] = self._catalogue.find(name)
            except AppError:
                return None
        return self._named[name]

    def _size(self, model: Model) -> str:
        """What it takes on the disk; empty for one that lies inside a package, or cannot be looked at."""
        if model.path is None:
            return ""
        if model not in self._sizes:
            try:
                files = [model.path] if model.path.is_file() else model.path.rglob("*")
                size = sum(file.stat().st_size for file in files if not file.is_dir())
            except OSError:  # a link that leads nowhere, as anything may lie in a folder
                return ""
            self._sizes[model] = QLocale().formattedDataSize(size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
        return self._sizes[model]
