"""`asrpro models add`: models of one's own, and of servers, get a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.catalog import adding, servers
from asrpro.cli import facts, loaded
from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show, printable
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def add(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PATH", hidden=True)],
    *,
    name: Annotated[
        str,
        typer.Option(
            "--id",
            metavar="NAME",
            help=_("What it is to be called: letters, digits, dots, dashes, underlines, spaces."),
        ),
    ],
    model: Annotated[str, typer.Option(metavar="MODEL", help=_("What the server calls it."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Write down where it lies, if it is a Model."""
    program: Program = ctx.obj
    gone = program.registered().path(name) if program.registered().is_gone(name) else None
    if servers.is_one(place):
        found = adding.add_server(program.catalogue(), program.registered(), place, model, name)
        said = _("{name} is {path} now.").format(name=found.id, path=found.address) + f" {found.summary}"
    elif model:
        title = _("--model is for servers; {path} is none.").format(path=printable(place))
        raise UsageError(title, servers.meant(place, model))
    else:
        found = adding.add(program.catalogue(), program.registered(), place, name)
        said = _("{name} is {path} now.").format(name=found.id, path=found.path)
    loaded.changed(found.id)
    if gone and gone != found.path:
        Show().note(printable(_("{name} was {path}, which is gone.").format(name=found.id, path=gone)))
    if told := facts.hindrance(program, found.backend):
        Show().note(printable(told, keep="\n"))
    if as_json:
        echo_json(facts.of(program, found.id))
    else:
        typer.echo(printable(said))
