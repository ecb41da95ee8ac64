"""The Models the program knows, and the one parser for every way of naming one."""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.catalog.local import inspected
from asrpro.domain import Model
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping


class Catalogue:
    """What models/*.toml say: models.toml what each Model is, <backend>.toml which of them a Backend can run."""

    def __init__(self, folder: Path) -> None:
        """Read the folder."""
        entries = _tables(folder / "models.toml")
        self.models: Mapping[str, Model] = {
            name: _model(name, entries[name], file.stem)
            for file in sorted(folder.glob("*.toml"))
            if file.stem != "models"
            for name in _tables(file)
        }
        self._names = {alias: model for model in self.models.values() for alias in (model.id, *model.aliases)}

    def find(self, name: str) -> Model:
        """The Model of this id, alias, folder or file.

        Raises:
            ModelNotAvailable: there is none; ModelDamaged: the folder or file is not a Model.
        """
        known = self._names.get(name.strip().lower())
        if known:
            return known
        path = Path(name).expanduser()
        if path.exists():
            return inspected(path)
        if os.sep in name or (os.altsep and os.altsep in name):
            raise ModelNotAvailable(
                _("There is no model at {path}.").format(path=path),
                _("Give the folder that holds the model's files, or the id of a known model."),
            )
        near = difflib.get_close_matches(name.lower(), self._names, n=3, cutoff=0.0)
        raise ModelNotAvailable(
            _("No model is called {name}.").format(name=name), _("Did you mean {near}?").format(near=", ".join(near))
        )


def _tables(file: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _model(name: str, entry: dict[str, Any], backend: str) -> Model:
    values: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()
    }
    return Model(id=name, backend=backend, **values)
