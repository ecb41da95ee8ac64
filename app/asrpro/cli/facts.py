"""What is known of models: those of the catalogue, the user's own, and what of them is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asrpro.catalog import orders
from asrpro.catalog.settling import preferred
from asrpro.cli import loaded
from asrpro.cli.show import printable
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program
    from asrpro.domain import Model


def of_all(program: Program) -> list[dict[str, Any]]:
    """What can be said in a line of each Model, and of the user's own."""
    store = program.downloads().store
    told = [_known(program, model) for model in program.catalogue().entries.values()]
    names = {one["id"] for one in told}
    # One that a newer version of the program no longer tells of still takes room.
    told += [
        {"id": one.model, "title": one.listing.repository, "state": "here", "size": one.size, "folder": str(one.folder)}
        for one in store.all()
        if one.model not in names
    ]
    told += [
        {"id": name, "title": str(path), "state": "yours", "size": None, "folder": str(path)}
        for name, path in sorted(program.registered().all.items())
    ]
    told += [
        {"id": name, "title": address, "state": "server", "size": None, "folder": None}
        for name, address in sorted(program.registered().servers.items())
    ]
    live = loaded.live()
    return [{**one, **live.get(one["id"], {})} for one in told]


def of(program: Program, name: str) -> dict[str, Any]:
    """Everything that is known of one; raises ModelNotAvailable where that is nothing."""
    model = program.catalogue().known(name)
    told: dict[str, Any]
    if model is None:
        model = _own(program, name)
        told = {"id": model.id, "title": model.title, "size": None}
        told |= (
            {"state": "server", "folder": None, "address": model.address}
            if model.address
            else {"state": "yours", "folder": str(model.path)}
        )
    else:
        told = _known(program, model)
    told |= loaded.live().get(told["id"], {})
    told |= {"summary": model.summary, "licence": model.licence, "languages": [*model.languages]}
    found = next(iter(orders.stored(program.downloads().store, model)), None)
    if found:
        listing = {"repository": found.listing.repository, "commit": found.listing.commit, "fetched": found.fetched}
        return told | listing | {"backend": found.backend, "files": dict(found.sha256)}
    there = preferred(model, program.catalogue().devices) or next(iter(model.variants), None)
    return told | {
        "backend": there.backend if there else model.backend,
        "repository": (there and there.repository) or None,
    }


def _known(program: Program, model: Model) -> dict[str, Any]:
    """What can be said in a line of a Model of the catalogue."""
    here, there = orders.stored(program.downloads().store, model), orders.variants(model)
    wanted = preferred(model, program.catalogue().devices)
    busy = any(program.downloads().store.is_busy(one.backend, model.id) for one in there)
    state = (
        "downloading"
        if busy
        else "here"
        if here
        else "built in"
        if not there
        else "not here"
        if wanted
        else "no engine"
    )
    size = sum(one.size for one in here) if here else getattr(wanted, "size", None)
    folder = str(here[0].folder) if here else None
    return {"id": model.id, "title": model.title, "state": state, "size": size, "folder": folder}


def _own(program: Program, name: str) -> Model:
    """One of the user's own, by its name or path; raises ModelNotAvailable."""
    try:
        return program.catalogue().find(name)
    except ModelNotAvailable as error:
        if not program.registered().path(name):
            raise
        title = _("{name} is not there any more: {reason}").format(name=printable(name), reason=error.title)
        raise ModelNotAvailable(title, _("asrpro models remove {name}").format(name=printable(name))) from error
