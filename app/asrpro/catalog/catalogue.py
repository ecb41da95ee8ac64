"""The Models the program knows, and the one parser for every way of naming one."""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.audio.sniff import shown
from asrpro.catalog.local import inspected
from asrpro.domain import Model
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping


LONGEST = 100
"""Letters of a name that does not exist which are looked at and shown."""


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

    def known(self, name: str) -> Model | None:
        """The Model of this id or alias; None for what the files do not tell of."""
        return self._names.get(name.strip().lower())

    def find(self, name: str) -> Model:
        """The Model of this id, alias, folder or file.

        Raises:
            ModelNotAvailable: there is none; ModelDamaged: the folder or file is not a Model.
        """
        if known := self.known(name):
            return known
        path = _existing(name)
        if path:
            return inspected(path)
        if name.startswith("~") or os.sep in name or (os.altsep and os.altsep in name):
            raise ModelNotAvailable(
                _("There is no model at {path}.").format(path=_shown(name)),
                _("Give the folder that holds the model's files, or the id of a known model."),
            )
        raise ModelNotAvailable(_("No model is called {name}.").format(name=_shown(name)), self._instead(name))

    def _instead(self, name: str) -> str:
        """What to type in place of a name that is none."""
        words = difflib.get_close_matches(name.strip().lower()[:LONGEST], self._names, n=3)
        near = dict.fromkeys(self._names[word] for word in words)
        first = _("`asrpro doctor` names those that are known.")
        if near:
            names = ", ".join(f"{model.id} ({model.title})" for model in near)
            first = _("Did you mean {near}?").format(near=names)
        return f"{first} {_('A folder that holds a model will do, too: ./folder')}"


def _existing(name: str) -> Path | None:
    """What is there under this name; None as well for what no file can be called."""
    if not name.strip():
        return None  # which pathlib takes for the current folder
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long or forbidden; not of this system's letters; no such user
        return None


def _shown(name: str) -> str:
    """A name as it may stand in a sentence."""
    plain = shown(name.strip())
    return f"{plain[:LONGEST]}…" if len(plain) > LONGEST else plain or '""'


def _tables(file: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _model(name: str, entry: dict[str, Any], backend: str) -> Model:
    values: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()
    }
    return Model(id=name, backend=backend, **values)
