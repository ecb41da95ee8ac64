"""asrpro history: see and delete what was dictated and transcribed."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from asrpro import backends
from asrpro.cli.asking import ask
from asrpro.errors import UsageError
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.cli.program import Program
    from asrpro.history.entry import Entry
    from asrpro.history.store import History

app = typer.Typer(name="history", help=_("See and delete what was dictated and transcribed."), no_args_is_help=True)

_LARGEST = 2**63 - 1
_WORDS = 60
"""How many characters of a text a list shows at most."""

_ROOMY = 72
"""Columns of a terminal from which on a list has kind and source too."""

# "delivered" and its like are stored; these are for people.
_SHOWN = {
    "dictation": _("dictation"),
    "file": _("file"),
    "delivered": _("delivered"),
    "nothing heard": _("nothing heard"),
    "dropped": _("dropped"),
    "cancelled": _("cancelled"),
    "failed": _("failed"),
}


@app.command("list")
def list_(
    ctx: typer.Context,
    *,
    limit: Annotated[int, typer.Option(metavar="NUMBER", help=_("How many entries, the newest first."))] = 20,
    search: Annotated[str, typer.Option(metavar="TEXT", help=_("Only entries with it in text or source."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON; `show` adds the segments."))] = False,
) -> None:
    """List past dictations and transcripts."""
    if limit < 1:
        raise UsageError(_("--limit takes a whole number from 1 up."))
    with _opened(ctx) as history:
        entries = history.list(min(limit, _LARGEST), search=search)
    if as_json:
        _print_json([_fields(entry) for entry in entries])
    elif entries:
        _print_table(entries)
    elif search:
        typer.echo(_("Nothing in the history has “{text}” in it.").format(text=_clean(search)), err=True)
    else:
        typer.echo(_("The history is empty."), err=True)


@app.command()
def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", hidden=True)],
    form: Annotated[Literal["text", "json"], typer.Option("--format", help=_("For people or programs."))] = "text",
) -> None:
    """Show everything about one entry; ID is the number that `list` shows."""
    with _opened(ctx) as history:
        entry = history.get(number)
    if form == "json":
        segments = [asdict(segment) for segment in entry.segments]
        _print_json(_fields(entry) | {"segments": segments, "dropped": [asdict(drop) for drop in entry.dropped]})
    else:
        _print_entry(entry)


@app.command()
def delete(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="ID", hidden=True)] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=_("Delete the whole history."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Delete entries for good; recordings and transcribed files stay.

    ID is the number that `list` shows.
    """
    if everything and numbers:
        raise UsageError(_("--all and numbers exclude each other."), _("Give one of them."))
    if not everything and not numbers:
        raise UsageError(_("Say which entries to delete: their numbers, or --all."))
    ids = list(dict.fromkeys(numbers or ()))
    with _opened(ctx) as history:
        count = history.count() if everything else len(ids)
        for number in ids:
            history.get(number)  # what is not there is said before anything is asked
        if not yes:
            question = ngettext("Delete {count} entry for good?", "Delete {count} entries for good?", count)
            ask(question.format(count=count), _("Nobody is here to ask whether to delete this."))
        if everything:
            count = history.clear()
        else:
            history.delete(ids)
    typer.echo(ngettext("{count} entry deleted.", "{count} entries deleted.", count).format(count=count), err=True)


@contextmanager
def _opened(ctx: typer.Context) -> Iterator[History]:
    """The History; whatever it has to say goes to stderr in the end."""
    program: Program = ctx.obj
    history = program.history()
    try:
        yield history
    finally:
        for notice in history.notices:
            typer.echo(notice, err=True)


def _fields(entry: Entry) -> dict[str, Any]:
    """An entry without its segments, as JSON knows it."""
    return {
        "id": entry.id,
        "created": entry.created.isoformat(),
        "kind": entry.kind,
        "outcome": entry.outcome,
        "error": entry.error,
        "source": entry.source,
        "audio": None if entry.audio is None else str(entry.audio),
        "language": entry.language,
        "duration": entry.duration,
        "model": entry.model,
        "backend": entry.backend,
        "device": entry.device,
        "stages": dict(entry.stages),
        "heard": entry.heard,
        "delivered": entry.delivered,
    }


def _print_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # What is not Unicode in a file name becomes \udcXX, which is how JSON writes it.
    typer.echo(text.encode(errors="backslashreplace").decode())


def _print_table(entries: list[Entry]) -> None:
    """One line an entry: as wide as the terminal, or as wide as need be in a pipe."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    piped = not sys.stdout.isatty()
    width = 1000 if piped else shutil.get_terminal_size().columns
    roomy = width >= _ROOMY
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=not piped)
    table.add_column(_("ID"), justify="right", no_wrap=True)
    table.add_column(_("Time"), no_wrap=True)
    if roomy:
        table.add_column(_("Kind"), no_wrap=True)
        table.add_column(_("Source"), no_wrap=True, max_width=60 if piped else width // 5)
    table.add_column(_("Text"), no_wrap=True, ratio=None if piped else 1)
    table.add_column(_("Outcome"), no_wrap=True)
    for entry in entries:
        cells = _cells(entry)
        table.add_row(*(Text(cell, overflow="ellipsis") for cell in (cells if roomy else cells[:2] + cells[4:])))
    console = Console(width=width, color_system=None)
    with console.capture() as lines:
        console.print(table)
    for line in lines.get().splitlines():
        typer.echo(line.rstrip())


def _cells(entry: Entry) -> tuple[str, ...]:
    words = _clean(entry.delivered or entry.heard or entry.error)
    return (
        str(entry.id),
        _local(entry, "%Y-%m-%d %H:%M"),
        _SHOWN.get(entry.kind, entry.kind),
        _clean(PurePath(entry.source).name if entry.kind == "file" else entry.source),
        words if len(words) <= _WORDS else words[: _WORDS - 1] + "…",
        _SHOWN.get(entry.outcome, entry.outcome),
    )


def _print_entry(entry: Entry) -> None:
    from rich.cells import cell_len

    facts = [(name, value) for name, value in _facts(entry) if value]
    width = max(cell_len(name) for name, _value in facts)
    for name, value in facts:
        typer.echo(f"{name}{' ' * (width - cell_len(name))}  {_clean(value)}")
    if entry.delivered:
        typer.echo("\n" + _clean(entry.delivered, keep="\n\t"))
    if entry.heard and entry.heard != entry.delivered:
        typer.echo("\n" + _("As heard:") + "\n" + _clean(entry.heard, keep="\n\t"))
    if entry.dropped:
        typer.echo("\n" + _("Held back:"))
    for drop in entry.dropped:
        times = f"{drop.segment.start:.1f}-{drop.segment.end:.1f} s"
        typer.echo(f"{times}  “{_clean(drop.segment.text)}”  {_clean(drop.reason)}")


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield _("ID"), str(entry.id)
    yield _("Time"), _local(entry, "%Y-%m-%d %H:%M:%S")
    yield _("Kind"), _SHOWN.get(entry.kind, entry.kind)
    yield _("Source"), entry.source
    yield _("Recording"), "" if entry.audio is None else str(entry.audio)
    yield _("Outcome"), _SHOWN.get(entry.outcome, entry.outcome)
    yield _("Error"), entry.error
    yield _("Language"), entry.language or ""
    yield _("Duration"), str(timedelta(seconds=round(entry.duration)))
    yield _("Model"), entry.model
    yield _("Backend"), _title(entry.backend)
    yield _("Device"), entry.device
    yield _("Stages"), ", ".join(f"{name} {seconds:.1f} s" for name, seconds in entry.stages.items())


def _title(name: str) -> str:
    """What a Backend is called, unless it is one that this version does not know."""
    return backends.backend(name).title if name in backends.names() else name


def _local(entry: Entry, form: str) -> str:
    return entry.created.astimezone().strftime(form)


def _clean(text: str, keep: str = "") -> str:
    """Text that a terminal shows instead of obeying: no control characters, and one line unless told otherwise."""
    if not keep:
        text = " ".join(text.split())
    return "".join("�" if unicodedata.category(sign) in ("Cc", "Cs") and sign not in keep else sign for sign in text)
