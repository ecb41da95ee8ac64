"""Asks before something is lost."""

from __future__ import annotations

import sys

import typer

from asrpro.errors import UsageError
from asrpro.i18n import _


def ask(question: str, nobody: str) -> None:
    """Go on only if somebody says yes; typer.Exit otherwise.

    Raises:
        UsageError: nobody is here to ask, which `nobody` says.
        KeyboardInterrupt: somebody wants the program to end.
    """
    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageError(nobody, _("Say so with --yes."))
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort as end:
        typer.echo(err=True)  # else the shell goes on behind the question
        if isinstance(end.__context__, KeyboardInterrupt):
            raise end.__context__ from None
        agreed = False
    if not agreed:
        raise typer.Exit(1)
