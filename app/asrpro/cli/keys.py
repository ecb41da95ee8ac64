"""`asrpro models token`: what proves to Hugging Face or to a server who is asking."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro import keyrings
from asrpro.catalog import servers, tokens
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.backends.remote.address import Address
    from asrpro.cli.program import Program


def token(
    ctx: typer.Context,
    server: Annotated[str, typer.Argument(metavar="SERVER", show_default=False, hidden=True)] = "",
    *,
    forget: Annotated[bool, typer.Option("--forget", help=_("Delete the one that is kept."))] = False,
) -> None:
    """Ask for it without showing it, or read it from a pipe."""
    place = _server(ctx.obj, server) if server else None
    if forget:
        gone = keyrings.forget(place.keyring_name, place.variable) if place else tokens.forget()
        typer.echo(_("The token is deleted.") if gone else _("There was none."))
        return
    if sys.stdin and sys.stdin.isatty():
        given = typer.prompt(_("Token (it is not shown)"), hide_input=True, err=True)
    else:
        given = sys.stdin.readline() if sys.stdin else ""
    given = given.strip()
    if not (given.isascii() and given.isprintable() and given and " " not in given):
        make = _("Make one at https://huggingface.co/settings/tokens.")
        raise UsageError(_("That is no token."), _("Whoever runs the server gives them.") if place else make)
    if place:
        keyrings.keep(place.keyring_name, given, place.variable)
        typer.echo(_("The key for {host} is kept.").format(host=place.host))
        return
    tokens.keep(given)
    typer.echo(_("The token is kept."))


def _server(program: Program, name: str) -> Address:
    """The one that is meant: by a name that `add` gave, or by its address."""
    known = program.registered().servers
    if servers.is_one(name):
        return servers.read(name, "any")
    if found := known.get(name.strip().lower()):
        return servers.read(found)
    raise UsageError(
        _("{name} is no model at a server.").format(name=name.strip() or '""'),
        _("Those are: {names}.").format(names=", ".join(sorted(known)))
        if known
        else _("Add one: {command}").format(
            command="asrpro models add http://192.168.1.5:8000/v1 --id NAME --model MODEL"
        ),
    )
