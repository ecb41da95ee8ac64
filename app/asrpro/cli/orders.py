"""What the catalogue says of a Model, made into what is fetched, and what was fetched made into what can be loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from asrpro import backends, packages
from asrpro.catalog.order import Order
from asrpro.errors import ModelNotAvailable, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.store import Store, Stored
    from asrpro.domain import Model


class Variant(Protocol):
    """The form of a Model that one Backend loads."""

    @property
    def backend(self) -> str:
        """Whose it is."""
        ...

    @property
    def repository(self) -> str:
        """Where it is to be had; empty for what comes inside a package."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Which of the repository's files, as patterns."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes, roughly, where they are known."""
        ...


def entries(catalogue: Catalogue) -> Mapping[str, Model]:
    """All Models that are known, whether they can be loaded now or not."""
    known: Any = catalogue
    return getattr(known, "entries", catalogue.models)


def variants(model: Model) -> Sequence[Variant]:
    """The forms of it that can be downloaded."""
    told: Any = model
    return [variant for variant in getattr(told, "variants", ()) if variant.repository]


def entry(catalogue: Catalogue, name: str) -> Model:
    """What is known of a Model of this name; raises ModelNotAvailable, with names that are like it."""
    return catalogue.known(name) or catalogue.find(name)


def variant(model: Model, backend: str) -> Variant | None:
    """The form for a Backend, or where none is named the first that an engine here can load.

    None for one that comes with the program.

    Raises:
        UsageError: it is not to be had for that Backend.
        ModelNotAvailable: none of the engines of this version can load it.
    """
    there = variants(model)
    if not there and not backend:
        return None
    if backend:
        found = next((one for one in there if one.backend == backend), None)
        if found is None:
            title = _("{model} is not to be had for {backend}.").format(model=model.id, backend=backend)
            known = ", ".join(one.backend for one in there)
            raise UsageError(title, _("It is for {backends}.").format(backends=known) if known else "")
        return found
    known_ones = [one for one in there if one.backend in backends.names()]
    if not known_ones:
        title = _("No engine of this version can load {model}.").format(model=model.title)
        raise ModelNotAvailable(title, _("asrpro models list shows those that can be used."))
    ready = (one for one in known_ones if not packages.absent(backends.backend(one.backend).needs))
    return next(ready, known_ones[0])


def order(model: Model, chosen: Variant) -> Order:
    """What is to be fetched."""
    return Order(chosen.backend, model.id, chosen.repository, tuple(chosen.files))


def stored(store: Store, model: Model) -> list[Stored]:
    """The forms of it that are here."""
    return [found for one in variants(model) if (found := store.find(one.backend, model.id))]


def loadable(model: Model, found: Stored) -> Model:
    """The Model as it lies here."""
    return replace(model, backend=found.backend, path=found.folder)
