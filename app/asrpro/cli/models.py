"""asrpro models: which there are, which of them are here, and where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.catalog import engines
from asrpro.cli import able, adding, facts, fetching, keys, loaded, recommended, removing
from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show, fitted, printable
from asrpro.domain import State
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program

app = typer.Typer(no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]

_HEADS = (_("ID"), _("State"), _("Size"), _("Title"))


@app.command(
    "list",
    short_help=_("List the models there are."),
    help=_("List the models there are, and which of them are here. Nothing is asked for on the network."),
)
def list_(ctx: typer.Context, *, as_json: JsonOption = False) -> None:
    """One line a Model, with tabs between for programs."""
    told = facts.of_all(ctx.obj)
    best = recommended.recommendations(ctx.obj)
    reasons = {one.model.id: (one.why, rank) for rank, one in enumerate(best, 1)}
    for one in told:
        one["recommended"], one["rank"] = reasons.get(one["id"], (None, None))
    if fault := ctx.obj.registered().fault:
        Show().note(printable(fault))
    if as_json:
        echo_json(told)
        return
    plain = [facts.in_words(ctx.obj, one) for one in told]
    rows = [_HEADS, *((one["id"], one["state"], one["size"], facts.headed(one)) for one in plain)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, state, size, title in rows:
        aligned = (name.ljust(widths[0]), state.ljust(widths[1]), size.rjust(widths[2]), title)
        line = "  ".join(aligned).rstrip() if sys.stdout.isatty() else "\t".join((name, state, size, title))
        typer.echo(fitted(printable(line, keep="\t"), indent=sum(widths) + 6))
    for one in told:
        if one["state"] == State.ERROR:
            Show().note(printable(f"{one['id']}: {one['reason']}"))
    for line in recommended.lines(best):
        Show().note(line)


@app.command(short_help=_("Show one model."), help=_("Show what is known of the model NAME, and what of it is here."))
def show(ctx: typer.Context, name: NameArgument, *, as_json: JsonOption = False) -> None:
    """Everything that is known."""
    told = facts.of(ctx.obj, name)
    if as_json:
        echo_json(told)
        return
    heads = {
        "id": _("ID"), "title": _("Title"), "summary": _("Summary"), "licence": _("Licence"),
        "aliases": _("Aliases"), "languages": _("Languages"), "tasks": _("Can"), "with": _("With"),
        "memory": _("Memory"), "gated": _("Access"), "state": _("State"), "size": _("Size"), "folder": _("Folder"),
        "address": _("Address"),
        "backend": _("Engine"), "device": _("Runs on"), "reason": _("Why"),
        "repository": _("Repository"), "commit": _("Commit"), "others": _("And of"), "fetched": _("Downloaded"),
        "note": _("Note"),
    }  # fmt: skip
    plain = facts.in_words(ctx.obj, told) | able.in_words(told) | {"languages": ", ".join(told["languages"])}
    plain["backend"] = told["backend"] and engines.title(told["backend"])
    plain["reason"] = " ".join(filter(None, (plain.get("hindrance"), plain.get("reason"))))
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


app.command(
    "remove",
    short_help=_("Delete downloaded models."),
    help=_("Delete the models NAME that were downloaded. Names that `add` gave are forgotten; the files stay."),
)(removing.remove)


@app.command(
    short_help=_("Print where a model lies."),
    help=_("Print where the model NAME lies, or without a NAME where all downloaded ones do."),
)
def path(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", hidden=True)] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print the path alone."""
    program: Program = ctx.obj
    if name is None:
        folder = str(program.downloads().store.folder)
        _echo_place({"folder": folder}, as_json=as_json)
        return
    told = facts.of(program, name)
    if not told["folder"]:
        title = _("{model} is not on this machine.").format(model=told["title"])
        hint = _("asrpro models download {name}").format(name=told["id"])
        if told["source"] == "server":
            title, hint = _("{model} is not on this machine.").format(model=told["title"]), ""
        if told["source"] == "package":
            title, hint = _("{model} lies inside a package.").format(model=told["title"]), ""
        raise ModelNotAvailable(title, hint)
    _echo_place({"id": told["id"], "folder": told["folder"]}, as_json=as_json)


app.command(
    "add",
    short_help=_("Give a model of your own, or of a server, a name."),
    help=_(
        "Give the model in the folder or file PATH a name; it stays where it is. PATH may also be the address of a "
        "server that speaks OpenAI's API, as in http://192.168.1.5:8000/v1: what you say is sent there when you use it."
    ),
)(adding.add)
app.command(
    "token",
    short_help=_("Keep a token of Hugging Face, or a server's key."),
    help=_(
        "Keep a token of Hugging Face in this machine's keyring, or with SERVER, the name or address of a model at a "
        "server, the key of that one. It is sent only to whom it is for, and only where it is wanted."
    ),
)(keys.token)


def _echo_place(told: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        echo_json(told)
    else:
        typer.echo(told["folder"])
