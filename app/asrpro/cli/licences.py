"""`asrpro licences`: what the program is made of, and what whoever made it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.cli.show import fitted, printable
from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.licences import works

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def licences(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Show the licence of this one in full."), show_default=False)] = "",
) -> None:
    """Show what the program is made of and under which licences, or one of these licences in full."""
    program: Program = ctx.obj
    found = works(program.catalogue().models.values())
    if name:
        chosen = [work for work in found if work.name.lower() == name.strip().lower()]
        if not chosen:
            title = _("Nothing in here is called {name}.").format(name=printable(name))
            raise UsageError(title, _("`asrpro licences` names all there is."))
        typer.echo(printable(chosen[0].text(), keep="\n\t"))
        return
    names, versions = max(len(work.name) for work in found), max(len(work.version) for work in found)
    for work in found:
        typer.echo(fitted(f"{work.name:{names}}  {work.version:{versions}}  {work.licence}", names + versions + 4))
