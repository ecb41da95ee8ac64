"""What is known of models: those of the catalogue, the user's own, and what of them is here."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from asrpro.catalog import engines, orders
from asrpro.catalog.settling import preferred, ready
from asrpro.catalog.sizes import spelled, taken
from asrpro.cli import able, loaded
from asrpro.cli.chosen import marked
from asrpro.cli.show import printable
from asrpro.domain import State
from asrpro.errors import AppError, ModelNotAvailable
from asrpro.i18n import _
from asrpro.runtime.lacking import lacking
from asrpro.runtime.standings import Standings
from asrpro.transcription.leaving import Chosen
from asrpro.transcription.request import load_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.order import Listing
    from asrpro.catalog.store import Stored
    from asrpro.cli.program import Program
    from asrpro.domain import Model, Standing, Variant

_STATES = {
    State.ABSENT: _("not here"),
    State.DOWNLOADING: _("downloading"),
    State.PRESENT: _("here"),
    State.LOADING: _("loading"),
    State.READY: _("in memory"),
    State.IN_USE: _("in use"),
    State.ERROR: _("cannot be used"),
}
_SOURCES = {"package": _("built in"), "own": _("yours"), "server": _("on a server")}
"""Words for one that is here, where they say more than that."""


def of_all(program: Program) -> list[dict[str, Any]]:
    """What can be said in a line of each Model, and of the user's own."""
    store, standings = program.downloads().store, _standings(program)
    lacks = cache(partial(hindrance, program))
    told = [_known(program, standings, model, lacks) for model in program.catalogue().entries.values()]
    names = {one["id"] for one in told}
    # One that a newer version of the program no longer tells of still takes room.
    told += [
        {
            "id": one.model, "title": one.listing.repository, "state": State.PRESENT, "source": "hub",
            "size": one.size, "folder": str(one.folder), "backend": one.backend,
        }
        for one in store.all()
        if one.model not in names
    ]  # fmt: skip
    own, name, live = program.catalogue().own, program.settings.current.model.name, loaded.live()
    chosen = Chosen(program.catalogue(), name)
    told += [_own(program, standings, called, found, lacks) for called, found in own.items()]
    told = [_alive(one, live) | {"chosen": one["id"] == chosen.id} for one in told]
    if chosen.pointed and not any(one["chosen"] for one in told):  # by its place, or by a name that nothing has
        there = _own(program, standings, name, chosen.pointed, lacks) | {"chosen": True}
        told.append(_alive(there, live, chosen.id))
    return told


def of(program: Program, name: str) -> dict[str, Any]:
    """Everything that is known of one; raises ModelNotAvailable where that is nothing."""
    standings, model, lacks = _standings(program), program.catalogue().meant(name), partial(hindrance, program)
    if model is None:
        model = _found(program, name)
        told = _own(program, standings, model.id, model, lacks) | {"title": model.title}
        if model.address:
            told["address"] = model.address
    else:
        told = _known(program, standings, model, lacks)
    chosen = Chosen(program.catalogue(), program.settings.current.model.name)
    told = _alive(told, loaded.live()) | {"chosen": told["id"] == chosen.id}
    told |= {"summary": model.summary, "licence": model.licence, "languages": [*model.languages]}
    if found := _stored(program, model):
        there = next((one for one in model.variants if one.backend == found.backend), None)
        told |= able.of(model, there) | source(found.listing) | {"fetched": found.fetched}
        return told | _noted(there) | {"backend": found.backend, "files": dict(found.sha256)}
    there = preferred(model, program.catalogue().around) or next(iter(model.variants), None)
    return (
        told
        | able.of(model, there)
        | _noted(there)
        | {
            "backend": there.backend if there else model.backend,
            "repository": (there and there.repository) or None,
            "confirmed": there.confirmed if there and there.repository else None,
            "others": [{"repository": one.repository} for one in there.archives] if there else [],
        }
    )


def _stored(program: Program, model: Model) -> Stored | None:
    """The form of it that is loaded, of those that were downloaded; the best engine's where that is another one."""
    here, loads = orders.stored(program.downloads().store, model), ready(model, program.catalogue().around)
    return next((one for one in here if loads and one.backend == loads.backend), next(iter(here), None))


def source(listing: Listing) -> dict[str, Any]:
    """Where what is here came from."""
    others = [{"repository": one.repository, "commit": one.commit} for one in listing.others]
    return {"repository": listing.repository, "commit": listing.commit, "others": others}


def hindrance(program: Program, backend: str) -> str:
    """What keeps a Backend from working, and under it what helps; empty where nothing does."""
    if not engines.exists(backend):
        return _("This version of the program has no engine for it.")
    error = lacking(backend, load_options(program.settings.current))
    return f"{error.title}\n{error.hint}".strip() if error else ""


def in_words(program: Program, told: dict[str, Any]) -> dict[str, Any]:
    """What is told of one, its state and its size as people read them."""
    state = _STATES[told["state"]]
    if told["state"] == State.PRESENT:
        state = _SOURCES.get(told["source"], state)
    elif told["source"] == "server":
        state = f"{_SOURCES['server']}, {state}"
    entry = program.catalogue().entries.get(told["id"])
    if told["state"] == State.ABSENT and entry and preferred(entry, program.catalogue().around) is None:
        state = _("no engine")
    elif told["state"] == State.ABSENT and "part" in told:
        state = _("interrupted, {part} here").format(part=spelled(told["part"]))
        if told["size"]:
            state = _("interrupted, {part} of {size} here").format(
                part=spelled(told["part"]), size=spelled(told["size"])
            )
    elif "part" in told:
        state = _("{state}, {part} of an unfinished download").format(state=state, part=spelled(told["part"]))
    if "hindrance" in told:
        state = _("{state}, cannot be used here").format(state=state)
    others = (" ".join((one["repository"], one.get("commit", ""))).strip() for one in told.get("others", ()))
    size = "" if told["size"] is None else spelled(told["size"])
    lacks = " ".join(told.get("hindrance", "").split("\n"))
    plain = told | {"state": marked(state, told), "size": size, "others": ", ".join(others), "hindrance": lacks}
    if told.get("confirmed") is False:
        plain["repository"] = _("{repository} (nobody checked yet that it exists)").format(**told)
    return plain


def headed(told: dict[str, Any]) -> str:
    """What one is called in a list: the title, of the user's own with the engine."""
    if told["source"] != "own" or "backend" not in told:
        return str(told["title"])
    return _("{path} ({engine})").format(path=told["title"], engine=engines.title(told["backend"]))


def _standings(program: Program) -> Standings:
    """A command has nothing in memory; what the program that runs has there is asked for once, of all."""
    return Standings(None, program.catalogue(), program.downloads())


def _known(program: Program, standings: Standings, model: Model, lacks: Callable[[str], str]) -> dict[str, Any]:
    """What can be said in a line of a Model of the catalogue; `lacks` is `hindrance` of a Backend."""
    around = program.catalogue().around
    store, standing = program.downloads().store, standings.of(model)
    here, wanted = orders.stored(store, model), preferred(model, around)
    part = store.gathered(model.id)
    if part and any(one.id == model.id for one in standings.coming()):
        part = 0  # nobody has left it
    first = _stored(program, model)
    form = ready(model, around) or wanted
    return {
        "id": model.id,
        "title": model.title,
        **_said(standing),
        **({"part": part} if part else {}),
        **_hindered(lacks(form.backend) if form else ""),
        "source": "hub" if orders.variants(model) else "package",
        "size": sum(one.size for one in here) if here else getattr(wanted, "size", None),
        "folder": str(first.folder) if first else None,
        "backend": first.backend if first else form.backend if form else None,
    }


def _own(
    program: Program, standings: Standings, name: str, found: Model | AppError, lacks: Callable[[str], str]
) -> dict[str, Any]:
    """The same of one of the user's own, or of one that is pointed at, which may be none any more."""
    registered = program.registered()
    place = registered.path(name)
    address = registered.servers.get(name, "")
    backend: dict[str, Any] = {}
    if not isinstance(found, AppError):
        place, address = found.path, found.address
        backend = {"backend": found.backend, **_hindered(lacks(found.backend))}
    return {
        "id": name,
        "title": address or str(place or name),
        **_said(standings.of(found)),
        "source": "server" if address else "own",
        "size": taken(place) if backend and place else None,
        "folder": str(place) if place and not address else None,
        **backend,
    }


def _alive(told: dict[str, Any], live: dict[str, dict[str, Any]], name: str = "") -> dict[str, Any]:
    """One with what the program that runs has of it in memory, which hears nobody once the files are gone."""
    return told if told["state"] is State.ERROR else told | live.get(name or told["id"], {})


def _said(standing: Standing) -> dict[str, Any]:
    return {"state": standing.state} | ({"reason": standing.reason} if standing.reason else {})


def _noted(variant: Variant | None) -> dict[str, str]:
    return {"note": variant.note} if variant and variant.note else {}


def _hindered(said: str) -> dict[str, str]:
    return {"hindrance": said} if said else {}


def _found(program: Program, name: str) -> Model:
    """One of the user's own, by its name or path; raises ModelNotAvailable."""
    try:
        return program.catalogue().find(name)
    except ModelNotAvailable as error:
        if not program.registered().path(name):
            raise
        title = _("{name} cannot be used: {reason}").format(name=printable(name), reason=error.title)
        raise ModelNotAvailable(title, error.hint) from error
