"""The Models that can be picked in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Model
    from asrpro.settings.file import SettingsFile


class Models:
    """Those of the catalogue, and those in folders that were picked since the start."""

    def __init__(self, settings: SettingsFile, catalogue: Catalogue, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._say = say
        self._named: dict[str, Model] = {}

    def choices(self) -> tuple[Choice, ...]:
        """What to offer now."""
        chosen = self._settings.current.model.name
        current = self._find(chosen)
        known = {model.id: model for model in self._catalogue.models.values()}
        picked = {name: model for name, model in self._named.items() if model.id not in known}
        return tuple(Choice(name, model.title, model == current) for name, model in {**known, **picked}.items())

    def choose(self, name: str) -> None:
        """Have dictations recognised by this one from now on; with no name, people pick a folder."""
        name = name or QFileDialog.getExistingDirectory(None, _("The folder of a model"))
        if not name:
            return
        try:
            self._catalogue.find(name)
            self._settings.set("model.name", name)
        except AppError as error:
            self._say(str(error))

    def _find(self, name: str) -> Model | None:
        if name not in self._named:
            try:
                self._named[name] = self._catalogue.find(name)
            except AppError:
                return None
        return self._named[name]
