"""`asrpro devices`: the microphones there are, and which of them is heard."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.audio.microphones import Microphones
from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show, fitted, printable
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.audio.microphone import Microphone
    from asrpro.cli.program import Program

_HEADS = (_("Use"), _("Name"), _("Channels"), _("Rate"), _("ID"))
_BETWEEN = 2
"""Columns of nothing between two cells, and before what belongs to the line above."""


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
        for one in told:
            del one["plugged"]  # which says nothing to anybody else
        echo_json(told)
    elif sys.stdout.isatty():
        _print([_cells(microphone, chosen) for microphone in found])
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


def _print(rows: list[tuple[str, ...]]) -> None:
    """A table, if the terminal is wide enough for it; each ID is on one line, because it is to be copied."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(_HEADS, *rows, strict=True)]
    if sum(widths) + _BETWEEN * (len(widths) - 1) <= shutil.get_terminal_size().columns:
        for row in (_HEADS, *rows):
            cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
            typer.echo((" " * _BETWEEN).join(cells).rstrip())
        return
    for use, name, channels, rate, identity in rows:
        about = ", ".join(filter(None, (use, _("channels: {count}").format(count=channels), rate)))
        typer.echo(fitted(f"{name} ({about})", indent=_BETWEEN))
        typer.echo(" " * _BETWEEN + identity)
