"""asrpro models: which there are, which of them are here, and where."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import orders, servers
from asrpro.catalog.local import inspected
from asrpro.catalog.settling import preferred
from asrpro.catalog.sizes import spelled
from asrpro.cli import fetching, keys, loaded, recommended
from asrpro.cli.asking import ask
from asrpro.cli.show import Show, fitted, printable
from asrpro.errors import ModelNotAvailable, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program
    from asrpro.domain import Model

app = typer.Typer(no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]

_HEADS = (_("ID"), _("State"), _("Size"), _("Title"))
_STATES = {
    "built in": _("built in"),
    "here": _("here"),
    "yours": _("yours"),
    "server": _("on a server"),
    "not here": _("not here"),
    "no engine": _("no engine"),
    "downloading": _("downloading"),
    "loading": _("loading"),
    "ready": _("in memory"),
    "in use": _("in use"),
    "error": _("cannot be used"),
}


@app.command(
    "list",
    short_help=_("List the models there are."),
    help=_("List the models there are, and which of them are here. Nothing is asked for on the network."),
)
def list_(ctx: typer.Context, *, as_json: JsonOption = False) -> None:
    """One line a Model, with tabs between for programs."""
    told = _all(ctx.obj)
    best = recommended.recommendations(ctx.obj)
    reasons = {one.model.id: one.why for one in best}
    for one in told:
        one["recommended"] = reasons.get(one["id"])
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    rows = [_HEADS, *((one["id"], _STATES[one["state"]], _size(one["size"]), one["title"]) for one in told)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, state, size, title in rows:
        aligned = (name.ljust(widths[0]), state.ljust(widths[1]), size.rjust(widths[2]), title)
        line = "  ".join(aligned).rstrip() if sys.stdout.isatty() else "\t".join((name, state, size, title))
        typer.echo(fitted(printable(line, keep="\t"), indent=sum(widths) + 6))
    for found in best:
        Show().note(recommended.line(found))


@app.command(short_help=_("Show one model."), help=_("Show what is known of the model NAME, and what of it is here."))
def show(ctx: typer.Context, name: NameArgument, *, as_json: JsonOption = False) -> None:
    """Everything that is known."""
    told = _details(ctx.obj, name)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    heads = {
        "id": _("ID"), "title": _("Title"), "summary": _("Summary"), "licence": _("Licence"),
        "languages": _("Languages"), "state": _("State"), "size": _("Size"), "folder": _("Folder"),
        "address": _("Address"),
        "backend": _("Engine"), "device": _("Runs on"), "reason": _("Why"),
        "repository": _("Repository"), "commit": _("Commit"), "fetched": _("Downloaded"),
    }  # fmt: skip
    plain = told | {
        "state": _STATES[told["state"]],
        "size": _size(told["size"]),
        "languages": ", ".join(told["languages"]),
    }
    width = max(map(len, heads.values()))
    for key, head in heads.items():
        if plain.get(key):
            typer.echo(fitted(f"{head:{width}}  {printable(str(plain[key]))}", indent=width + 2))


app.command(
    "download",
    short_help=_("Download models."),
    help=_("Download the models NAME. What was interrupted goes on where it stopped; Ctrl+C ends it."),
)(fetching.download)
app.command(
    "update",
    short_help=_("Look for newer files of models."),
    help=_("Bring what is here of the models NAME, or without a NAME all of them, to the newest there is."),
)(fetching.update)


app.command(
    short_help=_("Give memory back."),
    help=_("Have the program that runs give back the memory of models it does not use; exit code 4 when none runs."),
)(loaded.unload)


@app.command(
    short_help=_("Delete downloaded models."),
    help=_("Delete the models NAME that were downloaded. Names that `add` gave are forgotten; the files stay."),
)
def remove(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", hidden=True)],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before that."))] = False,
) -> None:
    """Each as far as it goes."""
    program: Program = ctx.obj
    for name in names:
        if program.registered().forget(name):
            typer.echo(_("{name} is forgotten; nothing else is changed.").format(name=printable(name)))
        else:
            _delete(program, orders.entry(program.catalogue(), name), yes=yes)


@app.command(
    short_help=_("Print where a model lies."),
    help=_("Print where the model NAME lies, or without a NAME where all downloaded ones do."),
)
def path(ctx: typer.Context, name: Annotated[str | None, typer.Argument(metavar="NAME", hidden=True)] = None) -> None:
    """Print the path alone."""
    program: Program = ctx.obj
    if name is None:
        typer.echo(str(program.downloads().store.folder))
        return
    told = _details(program, name)
    if not told["folder"]:
        title = _("{model} is not on this machine.").format(model=told["title"])
        hint = _("asrpro models download {name}").format(name=told["id"])
        if told["state"] == "server":
            title, hint = _("{model} is not on this machine.").format(model=told["title"]), ""
        if told["state"] == "built in":
            title, hint = _("{model} lies inside a package.").format(model=told["title"]), ""
        raise ModelNotAvailable(title, hint)
    typer.echo(told["folder"])


@app.command(
    short_help=_("Give a model of your own, or of a server, a name."),
    help=_(
        "Give the model in the folder or file PATH a name; it stays where it is. PATH may also be the address of a "
        "server that speaks OpenAI's API, as in http://192.168.1.5:8000/v1: what you say is sent there when you use it."
    ),
)
def add(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PATH", hidden=True)],
    *,
    name: Annotated[str, typer.Option("--id", metavar="NAME", help=_("What it is to be called."))],
    model: Annotated[str, typer.Option(metavar="MODEL", help=_("What the server calls it."))] = "",
) -> None:
    """Write down where it lies, if it is a Model."""
    program: Program = ctx.obj
    name = name.strip().lower()
    if known := program.catalogue().known(name):
        title = _("{name} is the name of {model} already.").format(name=name, model=known.title)
        raise UsageError(title, _("Give another one with --id."))
    if servers.is_one(place):
        program.registered().add_place(name, str(servers.read(place, model)))
        typer.echo(printable(program.catalogue().find(name).summary))
        return
    if model:
        raise UsageError(_("--model is for servers; {path} is none.").format(path=printable(place)))
    found = inspected(Path(place).expanduser())
    program.registered().add(name, Path(place))
    typer.echo(_("{name} is {path} now.").format(name=name, path=printable(str(found.path))))


app.command(
    "token",
    short_help=_("Keep a token of Hugging Face, or a server's key."),
    help=_(
        "Keep a token of Hugging Face in this machine's keyring, or with SERVER, the name or address of a model at a "
        "server, the key of that one. It is sent only to whom it is for, and only where it is wanted."
    ),
)(keys.token)


def _delete(program: Program, model: Model, *, yes: bool) -> None:
    store = program.downloads().store
    found = orders.stored(store, model)
    size = sum(one.size for one in found)
    if found and not yes:
        question = _("Delete {model} ({size})?").format(model=model.id, size=spelled(size))
        ask(question, _("Nobody is here to ask whether to delete this."))
    freed = sum(store.remove(one.backend, model.id) for one in orders.variants(model))
    if not freed:
        title = _("Nothing of {model} was downloaded.").format(model=model.id)
        raise ModelNotAvailable(title, _("asrpro models list shows what is here."))
    typer.echo(_("{model} is deleted: {size} are free again.").format(model=model.id, size=spelled(freed)))


def _all(program: Program) -> list[dict[str, Any]]:
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


def _details(program: Program, name: str) -> dict[str, Any]:
    """Everything that is known of one."""
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


def _own(program: Program, name: str) -> Model:
    """One of the user's own, by its name or path; raises ModelNotAvailable."""
    try:
        return program.catalogue().find(name)
    except ModelNotAvailable as error:
        if not program.registered().path(name):
            raise
        title = _("{name} is not there any more: {reason}").format(name=printable(name), reason=error.title)
        raise ModelNotAvailable(title, _("asrpro models remove {name}").format(name=printable(name))) from error


def _size(size: int | None) -> str:
    return "" if size is None else spelled(size)
