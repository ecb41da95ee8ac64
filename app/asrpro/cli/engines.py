"""asrpro engines: those whose packages live in environments of their own."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro import backends, environments
from asrpro.catalog import folders
from asrpro.catalog.sizes import spelled
from asrpro.cli.answers import echo_json
from asrpro.cli.asking import ask
from asrpro.cli.pip import Packages
from asrpro.cli.show import Show, fitted, printable
from asrpro.errors import ModelNotAvailable, UsageError
from asrpro.i18n import _
from asrpro.runtime import installing

if TYPE_CHECKING:
    from asrpro.environments import Environment

app = typer.Typer(no_args_is_help=True)

_SYSTEMS = {
    "win32": _("Windows on processors of Intel or AMD"),
    "linux": _("Linux on processors of Intel or AMD"),
    "darwin": _("macOS"),
}
"""For which systems packages are made, by the word that pip has for each."""

NameArgument = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]

_HEADS = (_("Name"), _("State"), _("Size"), _("Title"))
_STATES = {"here": _("here"), "outdated": _("outdated"), "unfinished": _("unfinished"), "not here": _("not here")}


@app.command(
    "list",
    short_help=_("List the engines that can be added."),
    help=_("List the engines that can be added, each with its packages in an environment of its own."),
)
def list_(*, as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False) -> None:
    """One line an engine, with tabs between for programs."""
    told = [_told(one) for one in offered()]
    if as_json:
        echo_json(told)
        return
    rows = [_HEADS, *((one["name"], _STATES[one["state"]], _size(one), one["title"]) for one in told)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, state, size, title in rows:
        aligned = (name.ljust(widths[0]), state.ljust(widths[1]), size.rjust(widths[2]), title)
        line = "  ".join(aligned).rstrip() if sys.stdout.isatty() else "\t".join((name, state, size, title))
        typer.echo(fitted(printable(line, keep="\t"), indent=sum(widths) + 6))


@app.command(
    short_help=_("Add an engine."),
    help=_(
        "Fetch the packages of the engine NAME into an environment of its own. What an interruption left, or another "
        "version of this program made, is redone."
    ),
)
def add(name: NameArgument) -> None:
    """Make it, and tell how far it is."""
    wanted, show = _named(name), Show()
    if environments.whole(wanted.name) is None:
        show.note(_("{engine} takes up to {size} on the disk.").format(engine=wanted.title, size=spelled(wanted.size)))
    try:
        with show:
            place = installing.make(wanted, Packages(show).tell)
    except KeyboardInterrupt:
        show.note(_("Ended. The next one begins anew: asrpro engines add {name}").format(name=wanted.name))
        raise
    typer.echo(_("{engine} is here: {folder}").format(engine=wanted.title, folder=printable(str(place))))


@app.command(short_help=_("Delete an engine that was added."), help=_("Delete the environment of the engine NAME."))
def remove(
    name: NameArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before that."))] = False,
) -> None:
    """Ask first, for it may be long in coming again."""
    wanted = _named(name)
    if _state(wanted) == "not here":
        title = _("{engine} was not added.").format(engine=wanted.title)
        raise ModelNotAvailable(title, _("asrpro engines list shows which there are."))
    if not yes:
        question = _("Delete {engine}?").format(engine=wanted.title)
        ask(question, _("Nobody is here to ask whether to delete this."))
    freed = installing.remove(wanted) or 0
    typer.echo(_("{engine} is deleted: {size} are free again.").format(engine=wanted.title, size=spelled(freed)))


def offered() -> list[Environment]:
    """Those whose Backend this version has, and whose packages are made for this system."""
    known = environments.KNOWN.values()
    return [one for one in known if one.backend in backends.names() and environments.fits(one)]


def _named(name: str) -> Environment:
    """The one that is meant; raises UsageError, which names the nearest."""
    known = {one.name: one for one in offered()}
    plain = name.strip().lower()
    if plain in known:
        return known[plain]
    other = environments.KNOWN.get(plain)
    if other and not environments.fits(other):
        system = next((said for word, said in _SYSTEMS.items() if word in other.systems), other.systems)
        title = _("{engine}: only for {system}.").format(engine=other.title, system=system)
        raise UsageError(title, _("Those for this system are: {names}.").format(names=", ".join(known)))
    words = {word: one.name for one in known.values() for word in (one.name, *one.aliases)}
    longer = [one for one in known if plain and one.startswith(plain)]
    near = longer or [words[one] for one in difflib.get_close_matches(plain[:100], words, n=1, cutoff=0.4)]
    hint = _("Those are: {names}.").format(names=", ".join(known))
    if near:
        hint = _("Did you mean {near}?").format(near=_(" or ").join(near))
    raise UsageError(_("No engine that can be added is called {name}.").format(name=printable(name) or '""'), hint)


def _size(told: dict[str, Any]) -> str:
    """What it takes, or what it would at most."""
    size = spelled(told["size"])
    return _("up to {size}").format(size=size) if told["state"] == "not here" else size


def _told(one: Environment) -> dict[str, Any]:
    state = _state(one)
    place = environments.folder(one.name)
    size = one.size if state == "not here" else folders.size(place)
    return {
        "name": one.name,
        "title": one.title,
        "backend": one.backend,
        "state": state,
        "size": size,
        "folder": None if state == "not here" else str(place),
    }


def _state(one: Environment) -> str:
    if environments.whole(one.name):
        return "outdated" if installing.outdated(one) else "here"
    try:
        return "unfinished" if installing.any_of_it(one) else "not here"
    except OSError:
        return "not here"
