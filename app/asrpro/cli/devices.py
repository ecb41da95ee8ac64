"""`asrpro devices`: the microphones there are, and which of them is heard."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.audio.microphones import Microphones
from asrpro.cli.show import Show, printable
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.audio.microphone import Microphone
    from asrpro.cli.program import Program

_HEADS = (_("Use"), _("Name"), _("Channels"), _("Rate"), _("ID"))


def devices(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Show the microphones there are; `asrpro settings set audio.microphone ID` chooses one."""
    program: Program = ctx.obj
    wanted = program.settings.current.audio.microphone
    with closing(Microphones()) as microphones:
        microphones.check()
        if fault := microphones.fault:
            raise fault
        chosen = microphones.find(wanted) if wanted else None
        found, default = microphones.all, microphones.default
    if as_json:
        told = [asdict(microphone) | {"chosen": microphone == chosen} for microphone in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        _print_table([_cells(microphone, chosen) for microphone in found])
    else:
        for cells in (_HEADS, *(_cells(microphone, chosen) for microphone in found)):
            typer.echo("\t".join(cells))
    if wanted and not chosen:
        text = _("The chosen microphone is not connected: {wanted}. {name} is heard instead.")
        Show().note(text.format(wanted=wanted, name=(default or found[0]).name))


def _cells(microphone: Microphone, chosen: Microphone | None) -> tuple[str, ...]:
    """What the list says of a microphone, under _HEADS."""
    uses = (_("default") if microphone.default else "", _("chosen") if microphone == chosen else "")
    return (
        ", ".join(filter(None, uses)),
        printable(microphone.name),
        str(microphone.channels),
        _("{rate} Hz").format(rate=microphone.rate),
        printable(microphone.id),
    )


def _print_table(rows: list[tuple[str, ...]]) -> None:
    """One microphone below the other, as wide as the terminal; an ID is never cut, because it is to be copied."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for at, head in enumerate(_HEADS):
        table.add_column(head, overflow="fold", justify="right" if at in (2, 3) else "left")
    for cells in rows:
        table.add_row(*map(Text, cells))
    console = Console(width=shutil.get_terminal_size().columns, color_system=None)
    with console.capture() as lines:
        console.print(table)
    for line in lines.get().splitlines():
        typer.echo(line.rstrip())
