"""The Models the program knows, and the one parser for every way of naming one."""

from __future__ import annotations

import os
import shlex
import tomllib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from asrpro.audio.sniff import shown
from asrpro.catalog import downloaded, servers
from asrpro.catalog.local import existing, inspected, nothing
from asrpro.catalog.names import called
from asrpro.catalog.nearest import LONGEST, is_page, is_path, nearest, plain
from asrpro.catalog.settling import NOWHERE, forms, ready, settled
from asrpro.domain import Archive, Model, Variant
from asrpro.errors import AppError, ModelDamaged, ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from asrpro.catalog.registered import Registered
    from asrpro.catalog.settling import Surroundings


_SOURCE = frozenset(
    ("repository", "files", "optional", "size", "archives", "cuda_files", "cuda_size", "confirmed", "note")
)
"""Fields of a Variant; what else <backend>.toml says of a Model is one of the Model's own."""


class Catalogue:
    """What models/*.toml say: models.toml what each Model is, <backend>.toml the Variants that this Backend loads."""

    def __init__(
        self,
        folder: Path,
        registered: Registered | None = None,
        around: Surroundings = NOWHERE,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """Read the folder.

        Args:
            folder: of the files.
            registered: the names of the user's own Models.
            around: decides which of several Backends runs a Model.
            look: has devices tried that never were, before one of several Backends is picked to load a Model.
        """
        self._registered = registered
        self.around = around
        self._look = look
        files = [file for file in sorted(folder.glob("*.toml")) if file.stem != "models"]
        variants: dict[str, list[Variant]] = defaultdict(list)
        for file in files:
            for name, entry in _tables(file).items():
                variants[name].append(_variant(file.stem, entry))
        told = [
            Model(id=name, variants=tuple(variants[name]), **_values(entry))
            for name, entry in _tables(folder / "models.toml").items()
        ]
        self._all: Mapping[str, Model] = {model.id: model for model in told}
        self.told: Mapping[str, Model] = {model.id: model for model in told if model.recognises}
        """All that recognise speech, by id; which Backend runs one is not settled yet."""
        self._names = _names(told)

    @property
    def entries(self) -> Mapping[str, Model]:
        """The same without those whose ids the user gave Models of their own before the program knew these."""
        own = self.named
        return {name: model for name, model in self.told.items() if name not in own}

    @property
    def named(self) -> frozenset[str]:
        """The names that the user has given to Models of their own; no file of theirs is looked into."""
        return self._registered.names if self._registered else frozenset()

    @property
    def models(self) -> Mapping[str, Model]:
        """Those that can be loaded on this machine, by id, with the Backend that does it and where they lie."""
        return {name: found for name, entry in self.entries.items() if (found := ready(entry, self.around))}

    @property
    def own(self) -> Mapping[str, Model | AppError]:
        """The user's own by name, or why one cannot be used; looks into their files."""
        return {name: self.found(name) for name in sorted(self.named)}

    def found(self, name: str) -> Model | AppError:
        """What `chosen` gives, or the error it raises."""
        try:
            return self.chosen(name)
        except AppError as error:
            return error

    def chosen(self, name: str) -> Model:
        """What `find` gives, of a name that was chosen once, so that what it stands for may be gone; raises as that."""
        try:
            return self.find(name)
        except ModelDamaged:
            raise
        except ModelNotAvailable as error:
            if not is_path(name) or self.known(name) or self._own_name(name):
                raise
            hint = _("Put it back, or choose another one in the tray's menu under Model.")
            raise ModelNotAvailable(error.title, hint) from error

    def known(self, name: str) -> Model | None:
        """The entry of this id, alias or repository, whatever it is for.

        None for what the files do not tell of, and for a name that the user has given a Model of their own.
        """
        meant = self.meant(name)
        return self._all[meant.id] if meant else None

    def is_one(self, name: str) -> bool:
        """Whether this is the name of a Model, the catalogue's or the user's own, whatever has become of it."""
        return self._is_own(name) or self.known(name) is not None

    def meant(self, name: str) -> Model | None:
        """The same, but of a repository's name only with the Variants that are fetched from there.

        And of a path to what was downloaded only with the one that lies there.
        """
        if self._is_own(name):
            return None
        return self._names.get(plain(name)) or (self._downloaded(name) if is_path(name) else None)

    def id_of(self, name: str) -> str:
        """The id of the Model that a name, a path or an address stands for, whether it is here or not.

        A path to what was downloaded stands for that, and one that the user has named for what is called so.
        """
        known = self.known(name)
        return known.id if known else self._own_name(name) or called(name)

    def _is_own(self, name: str) -> bool:
        """Whether the user has given a Model of their own this name."""
        return self._registered is not None and self._registered.holds(name)

    def _own_name(self, name: str, path: Path | None = None) -> str:
        """The name of the user's own that is meant, by that or by its place; empty where none is."""
        if self._registered is None or self._is_own(name):
            return called(name) if self._registered else ""
        return self._registered.name_of(name) or (self._registered.name_of(str(path.resolve())) if path else "")

    def _downloaded(self, path: str) -> Model | None:
        """The entry in whose folder a path lies."""
        key = downloaded.key(path)
        entry = self.told.get(key[1]) if key and not self._is_own(key[1]) else None
        there = tuple(one for one in entry.variants if key and one.backend == key[0]) if entry else ()
        return replace(entry, variants=there) if entry and there else None

    def ready(self, name: str) -> Model | None:
        """The entry of this name as `find` gives it, where it is here; no device is tried for that."""
        known, meant = self.known(name), self.meant(name)
        if not (known and meant and known.recognises):
            return None
        return ready(meant, self.around) or ready(known, self.around)

    def find(self, name: str, *, folders: bool = True) -> Model:
        """The Model of this id, alias, repository, folder or file, ready to be loaded.

        Of a repository the form that is fetched from there is taken, or where that is not here another one that is.
        `folders` says whether whoever asks can use the user's own, so that a name that is none may be told so.

        Raises:
            ModelNotAvailable: there is none, or it recognises no speech, or it is not on this machine, or not with this
                version's engines;
            ModelDamaged: the folder or file is not a Model;
            UsageError: an address of a server is none, or does not say what the Model is called there.
        """
        known, path = self.known(name), existing(name)
        if known and not known.recognises:
            raise ModelNotAvailable(
                _("{model} does not recognise speech.").format(model=known.title),
                _("`asrpro models list` shows the models that do."),
            )
        if known:
            return self._settled(name, known, name if path and not is_path(name) else "")
        if self._registered and (own := self._own(self._registered, self._own_name(name, path))):
            return own
        if servers.is_one(name) and not is_page(name):
            return servers.model(name)
        if path:
            return self._pointed(path)
        if is_path(name) and folders:
            hint = _("Give the path of the folder or file that holds the model, or the id of a known one.")
            raise nothing(_shown(name), hint)
        title = _("No model is called {name}.").format(name=_shown(name))
        raise ModelNotAvailable(title, self._instead(name, folders=folders))

    def _pointed(self, path: Path) -> Model:
        """The Model at a path, which is called as no other one is; raises as `inspected` does."""
        found = inspected(path)
        return replace(found, id=str(path)) if found.id in self._all or self._is_own(found.id) else found

    @staticmethod
    def _own(registered: Registered, name: str) -> Model | None:
        """One of the user's own; raises as `find` does."""
        if server := registered.servers.get(name):
            return replace(servers.model(server), id=name, title=servers.title(name, server))
        path = registered.path(name)
        if path is None:
            return None
        try:
            return replace(inspected(path), id=name, title=name)
        except ModelDamaged:
            raise
        except ModelNotAvailable as error:
            hint = _(
                "Put it back, choose another one in the tray's menu under Model, or take the name away: {command}"
            ).format(command=f"asrpro models remove {shlex.quote(_shown(name))}")
            raise ModelNotAvailable(error.title, hint) from error

    def _settled(self, name: str, known: Model, folder: str) -> Model:
        """The Model, ready; where it is not here a folder of its name may be meant, which is not taken unasked."""
        if len(forms(known)) > 1:
            self._look()
        if found := self.ready(name):
            return found
        try:
            return settled(self.meant(name) or known, self.around, whole=known)
        except ModelNotAvailable as error:
            if not folder:
                raise
            meant = _("For the folder of that name give {path}.").format(path=f"{os.curdir}{os.sep}{folder.strip()}")
            raise ModelNotAvailable(error.title, f"{meant} {error.hint}") from error

    def _instead(self, name: str, *, folders: bool) -> str:
        """What to type in place of a name that is none."""
        server = servers.meant(name)
        if server and folders:
            return server
        told = [nearest(name, self._names), _("`asrpro models list` names all there are.")]
        if folders:
            told.append(_("A folder that holds a model will do, too: ./folder"))
        return " ".join(filter(None, told))


def _names(entries: Iterable[Model]) -> dict[str, Model]:
    """Every word that stands for one Model: ids and aliases, then repositories that hold no other one.

    A repository stands for the Variants alone that are fetched from there.
    """
    models = list(entries)
    names = {alias: model for model in models for alias in (model.id, *model.aliases)}
    holds: dict[str, set[str]] = defaultdict(set)
    for model in models:
        for variant in model.variants:
            holds[variant.repository.lower()].add(model.id)
    by_id = {model.id: model for model in models}
    for repository, ids in holds.items():
        if repository and len(ids) == 1:
            model = by_id[next(iter(ids))]
            there = tuple(one for one in model.variants if one.repository.lower() == repository)
            meant = model if there == model.variants else replace(model, variants=there)
            names.setdefault(repository, meant)
            names.setdefault(repository.rpartition("/")[2], meant)
    return names


def _shown(name: str) -> str:
    """A name as it may stand in a sentence."""
    given = shown(name.strip())
    return f"{given[:LONGEST]}…" if len(given) > LONGEST else given or '""'


def _tables(file: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    return {field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()}


def _variant(backend: str, entry: dict[str, Any]) -> Variant:
    values = _values(entry)
    source = {field: value for field, value in values.items() if field in _SOURCE}
    source["archives"] = tuple(Archive(**one) for one in source.get("archives", ()))
    limits = tuple((field, value) for field, value in values.items() if field not in _SOURCE)
    return Variant(backend, limits=limits, **source)
