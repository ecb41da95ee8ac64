"""`asrpro doctor`: whether dictation can work here, what is missing, and the exact command that adds it."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro import __version__
from asrpro.cli.ability import checked_desktop, checked_hearing, checked_ways, runs
from asrpro.cli.answers import echo_json
from asrpro.cli.check import HINDERING, MARKS, Check
from asrpro.cli.computer import checked_machine, machine, routed
from asrpro.cli.installed import apart, checked_packages, checked_recognition
from asrpro.cli.latency import show_latency
from asrpro.cli.places import checked_places
from asrpro.cli.show import fitted, printable
from asrpro.i18n import _
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.cli.program import Program
    from asrpro.domain import Machine

Section = tuple[str, list[Check]]


def doctor(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
    latency: Annotated[
        bool, typer.Option("--latency", help=_("Show instead how long the stages of the last dictations took."))
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help=_("Try devices anew, and forget which models failed on them."))
    ] = False,
) -> None:
    """Show whether dictation can work here, what is missing and how to add it; the exit code is 1 if it cannot."""
    if latency:
        show_latency(ctx.obj, as_json=as_json)
        return
    router = Router()
    if again:
        router.forget()
    home = str(Path("~").expanduser())
    found = machine(router)
    everything = examined(ctx.obj, found, router)
    sections = [(title, [hidden(check, home) for check in checks]) for title, checks in everything]
    hindering = [check.name for _title, checks in sections for check in checks if check.state in HINDERING]
    if as_json:
        told = [asdict(check) | {"section": title} for title, checks in sections for check in checks]
        report = {
            "version": __version__,
            "dictation": not hindering,
            "machine": found and asdict(found),
            "checks": told,
        }
        echo_json(report)
    else:
        _print(sections)
        typer.echo(fitted(_summed_up(hindering)))
    raise typer.Exit(1 if hindering else 0)


def examined(program: Program, found: Machine | None, router: Router) -> Iterator[Section]:
    """Everything there is to look at, one part after the other as soon as it is known."""
    settings, screen = program.settings.current, checked_desktop()
    about = Check("ASR Pro", f"{__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield _("Program"), [about, screen, runs()]
    granted, heard = checked_hearing(settings)
    if granted:
        yield _("Permissions"), granted
    yield _("Dictation"), [heard, *checked_ways(settings, screen)]
    yield _("Computer"), list(checked_machine(found, router))
    yield _("Recognition"), [*checked_recognition(program), *apart(found), *routed(program, router)]
    yield _("Packages"), list(checked_packages())
    yield _("Files"), list(checked_places(program))


def _summed_up(hindering: Sequence[str]) -> str:
    if not hindering:
        return _("Dictation can work here.")
    return _("Dictation cannot work here; see above: {names}.").format(names=", ".join(dict.fromkeys(hindering)))


def _print(sections: Sequence[Section]) -> None:
    width = max(len(MARKS[check.state]) for _title, checks in sections for check in checks)
    for title, checks in sections:
        typer.echo(title)
        for check in checks:
            line = f"  {MARKS[check.state]:{width}}  {check.name}: {check.found}"
            typer.echo(fitted(printable(line), width + 4))
            if check.add:  # in one piece, to be copied
                typer.echo(" " * (width + 4) + printable(check.add))
        typer.echo()


def hidden(check: Check, home: str) -> Check:
    """The same without the name of the user's home, where commands that are copied still work."""
    if len(home) <= 1:
        return check
    if os.sep != "/":  # whose shells know no ~
        return replace(check, found=check.found.replace(home, "~"))
    found, add = (text.replace(f'"{home}/', '~/"').replace(f"{home}/", "~/") for text in (check.found, check.add))
    return replace(check, found=found, add=add)
