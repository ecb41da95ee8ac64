"""The Models that can be picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.dictation.engines import Engines
    from asrpro.domain import Model
    from asrpro.settings.file import SettingsFile

FOLDER = ":folder"
UNLOAD = ":unload"
"""What else can be done here; no Model is called so."""


class ModelOffer:
    """Those of the catalogue, and those in folders that were picked since the start."""

    def __init__(
        self, settings: SettingsFile, catalogue: Catalogue, engines: Engines, choose: Callable[[str, str], None]
    ) -> None:
        """`choose` is told a setting's name and its new value."""
        self._settings = settings
        self._catalogue = catalogue
        self._engines = engines
        self._choose = choose
        self._named: dict[str, Model] = {}
        self._sizes: dict[Model, str] = {}

    @property
    def current(self) -> Model | None:
        """The one that is chosen; None where it cannot be used."""
        return self._find(self._settings.current.model.name)

    def choices(self) -> Sequence[Sequence[Choice]]:
        """Each with its size, or that it is in memory; then what else can be done."""
        current = self.current
        known = {model.id: model for model in self._catalogue.models.values()}
        picked = {name: model for name, model in self._named.items() if model.id not in known}
        loaded = self._engines.loaded
        models = [
            Choice(name, model.title, model == current, _("in memory") if model in loaded else self._size(model))
            for name, model in {**known, **picked}.items()
        ]
        unload = Choice(UNLOAD, _("Unload now"), enabled=self._engines.idle)
        return models, [Choice(FOLDER, _("From a folder...")), unload]

    def choose(self, name: str) -> None:
        """Have dictations recognised by this one from now on, or do what the entry says."""
        if name == UNLOAD:
            self._engines.unload()
            return
        if name == FOLDER:
            name = QFileDialog.getExistingDirectory(None, _("The folder of a model"))
        if name:
            self._choose("model.name", name)

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
                files = [model.path] if model.path.is_file() else list(model.path.iterdir())
                size = sum(file.stat().st_size for file in files)
            except OSError:  # a link that leads nowhere, as anything may lie in a folder
                return ""
            self._sizes[model] = QLocale().formattedDataSize(size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
        return self._sizes[model]
