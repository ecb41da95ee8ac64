"""What the catalogue says of a Model, made into what is fetched; and which forms of it are here."""

from __future__ import annotations

import difflib
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from asrpro.audio.sniff import shown
from asrpro.catalog import engines
from asrpro.catalog.nearest import plain
from asrpro.catalog.order import Order
from asrpro.catalog.settling import at_hand, fitted, for_cuda, preferred
from asrpro.errors import ModelNotAvailable, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.settling import Surroundings
    from asrpro.catalog.store import Store, Stored
    from asrpro.domain import Model, Variant


def entry(catalogue: Catalogue, name: str) -> Model:
    """What is known of a Model of this name; of a repository's with the Variants alone that are fetched from there.

    Raises:
        ModelNotAvailable: nothing; says which names are like it.
        UsageError: it is one of the user's own, or at a server.
    """
    if meant := catalogue.meant(name):
        return meant
    found = catalogue.find(name, folders=False)
    if found.address:
        title = _("{name} is at a server, and nothing of it is downloaded.").format(name=shown(name))
        raise UsageError(title, _("Whoever runs the server keeps it up to date."))
    raise UsageError(
        _("{name} is a model of your own, which was not downloaded.").format(name=shown(name)),
        _(
            "Put newer files in the place of those at {path}, then have them loaded: asrpro models unload. What can be "
            "downloaded: asrpro models list"
        ).format(path=shown(str(found.path))),
    )


def no_engine(name: str, instead: str) -> UsageError:
    """There is no Backend of this name; the nearest is told, and a sentence that says what may be given."""
    near = difflib.get_close_matches(name.strip().lower(), engines.ENGINES, n=1)
    hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
    return UsageError(_("There is no engine called {name}.").format(name=shown(name)), f"{hint} {instead}".strip())


def check_form(meant: Model, name: str, backend: str) -> None:
    """Refuse a Backend that does not load the form which a repository's name stands for; raises UsageError."""
    there = [one.backend for one in variants(meant)]
    if backend not in engines.ENGINES:
        raise no_engine(backend, _("Leave --backend out, or give one of: {names}").format(names=", ".join(there)))
    if backend not in there:
        title = _("{name} is the form of {model} for {engines}, not for {backend}.")
        named = _(" or ").join(map(engines.title, there))
        raise UsageError(
            title.format(name=shown(name.strip()), model=meant.title, engines=named, backend=shown(backend)),
            _("Leave --backend out, or give the model's own name: {model}").format(model=meant.id),
        )


def is_elsewhere(order: Order, name: str) -> bool:
    """Whether somebody who gave the name of a repository gets another one's files."""
    asked = plain(name)
    return "/" in asked and asked != order.repository.lower()


def variants(model: Model) -> Sequence[Variant]:
    """The forms of it that can be downloaded, the best engine's first."""
    there = [variant for variant in model.variants if variant.repository]
    return sorted(there, key=lambda variant: engines.rank(variant.backend))


def variant(model: Model, backend: str, around: Surroundings) -> Variant | None:
    """The form for a Backend, or where none is named that of the best one here.

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
            known = ", ".join(one.backend for one in there)
            those = _("It is for {backends}.").format(backends=known) if known else ""
            if backend not in engines.ENGINES:
                raise no_engine(backend, _("{model} is for {backends}.").format(model=model.id, backends=known))
            title = _("{model} is not to be had for {backend}.").format(model=model.id, backend=backend)
            raise UsageError(title, those)
        return fitted(model, found, around)
    found = preferred(model, around)
    if found is None:
        title = _("No engine of this version can load {model}.").format(model=model.title)
        raise ModelNotAvailable(title, _("asrpro models list shows those that can be used."))
    return found if found.repository else None


def order(model: Model, chosen: Variant) -> Order:
    """What is to be fetched."""
    own = Order(chosen.backend, model.id, chosen.repository, chosen.files, chosen.optional)
    others = (
        replace(own, repository=one.repository, patterns=(one.file,), optional=(), unpacked=one.folder)
        for one in chosen.archives
    )
    return replace(own, others=tuple(others))


def again(model: Model, found: Stored) -> Order:
    """What is to be fetched for what is here to be the newest."""
    return order(model, _form(model, found))


def stored(store: Store, model: Model) -> list[Stored]:
    """The forms of it that are here, the best engine's first."""
    return [found for one in variants(model) if (found := store.find(one.backend, model.id))]


def loadable(model: Model, found: Stored) -> Model:
    """The Model as it lies here."""
    return at_hand(model, _form(model, found))


def _form(model: Model, found: Stored) -> Variant:
    """The form that is here, with the files that were fetched of it, whatever would be got today."""
    form = next(one for one in variants(model) if one.backend == found.backend)
    others = set(form.cuda_files) - set(form.files)
    here = any(fnmatchcase(file.path, pattern) for file in found.listing.files for pattern in others)
    return for_cuda(form) if here else form
