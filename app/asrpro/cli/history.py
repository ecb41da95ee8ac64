"""asrpro history: see and delete what was dictated and transcribed."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from asrpro import backends
from asrpro.cli import dictated, retry
from asrpro.cli.asking import ask
from asrpro.cli.remembered import opened
from asrpro.cli.show import Show, fitted, printable
from asrpro.domain import Options, Transcript
from asrpro.errors import UsageError
from asrpro.i18n import _, ngettext
from asrpro.transcription.formats import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.history.entry import Entry

app = typer.Typer(name="history", help=_("See and delete what was dictated and transcribed."), no_args_is_help=True)

_LARGEST = 2**63 - 1
_ROOMY = 72
"""Columns of a terminal from which on a list has kind and source too."""

# "delivered" and its like are stored; these are for people.
_SHOWN = {
    "dictation": _("dictation"),
    "file": _("file"),
    "delivered": _("delivered"),
    "copied": _("copied"),
    "nothing heard": _("nothing heard"),
    "dropped": _("dropped"),
    "cancelled": _("cancelled"),
    "failed": _("failed"),
    "unfinished": _("unfinished"),
}
_HEADS = (_("ID"), _("Time"), _("Kind"), _("Source"), _("Text"), _("Outcome"))
_KIND, _SOURCE, _TEXT = 2, 3, 4


@app.command("list", short_help=_("List past dictations and transcripts."))
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
    with opened(ctx) as history:
        entries = history.list(min(limit, _LARGEST), search=search)
        count = history.count(search) if len(entries) == limit else len(entries)
    if as_json:
        _print_json([_fields(entry) for entry in entries])
    elif entries and sys.stdout.isatty():
        _print_table(entries)
    elif entries:
        _print_rows(entries)
    elif search:
        Show().note(_("Nothing in the history has “{text}” in it.").format(text=_line(search)))
    else:
        Show().note(_("The history is empty."))
    if count > len(entries):
        text = _("{shown} of {count} are shown; --limit {count} shows all.")
        Show().note(text.format(shown=len(entries), count=count))


@app.command(short_help=_("Show everything about one entry."))
def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", hidden=True)],
    *,
    form: Annotated[
        Literal["txt", "srt", "vtt"] | None,
        typer.Option("--format", "-f", help=_("The text alone, or as subtitles, also of what was interrupted.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON, with the segments."))] = False,
) -> None:
    """Show everything about one entry; ID is the number that `list` shows."""
    if form and as_json:
        raise UsageError(_("--format and --json exclude each other."), _("Give one of them."))
    with opened(ctx) as history:
        entry = history.get(number)
    if as_json:
        segments = [asdict(segment) for segment in entry.segments]
        _print_json(_fields(entry) | {"segments": segments, "dropped": [asdict(drop) for drop in entry.dropped]})
    elif form:
        _print_transcript(entry, form)
    else:
        _print_entry(entry, ctx.obj.catalogue())


@app.command(short_help=_("Delete entries for good."))
def delete(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="ID", hidden=True)] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=_("Delete the whole history."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Delete entries for good, with the sound of dictations; files that were transcribed stay.

    ID is the number that `list` shows.
    """
    if everything and numbers:
        raise UsageError(_("--all and numbers exclude each other."), _("Give one of them."))
    if not everything and not numbers:
        raise UsageError(_("Say which entries to delete: their numbers, or --all."))
    ids = list(dict.fromkeys(numbers or ()))
    with opened(ctx) as history:
        count = history.count() if everything else len(ids)
        entries = [history.get(number) for number in ids]  # what is not there is said before anything is asked
        if not yes:
            question = ngettext("Delete {count} entry for good?", "Delete {count} entries for good?", count)
            ask(question.format(count=count), _("Nobody is here to ask whether to delete this."))
        if everything:
            count = history.clear()
        else:
            history.delete(ids)
        Show().note(ngettext("{count} entry deleted.", "{count} entries deleted.", count).format(count=count))
        folder = ctx.obj.recordings()
        for text in dictated.delete_all(folder) if everything else dictated.delete_of(folder, history, entries):
            Show().note(text)


app.command("retry", short_help=_("Transcribe a recording again."))(retry.retry)


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


def _print_transcript(entry: Entry, form: str) -> None:
    """The Segments in one of the formats of transcription."""
    if not entry.segments:
        Show().note(_("Nothing was heard in entry {id}.").format(id=entry.id))
    transcript = Transcript(
        entry.segments, entry.language, entry.duration, entry.model, entry.backend, entry.device, Options()
    )
    for text in render(transcript, form):
        typer.echo(printable(text, keep="\n\t") if sys.stdout.isatty() else text, nl=False)


def _print_rows(entries: list[Entry]) -> None:
    """One line an entry with tabs between, for programs: nothing is cut."""
    for cells in (_HEADS, *map(_cells, entries)):
        typer.echo("\t".join(cells))


def _print_table(entries: list[Entry]) -> None:
    """One line an entry, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns
    shown = [at for at in range(len(_HEADS)) if width >= _ROOMY or at not in (_KIND, _SOURCE)]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for at in shown:
        table.add_column(
            _HEADS[at],
            justify="left" if at else "right",
            no_wrap=True,
            max_width=width // 5 if at == _SOURCE else None,
            ratio=1 if at == _TEXT else None,
        )
    for cells in map(_cells, entries):
        table.add_row(*(Text(cells[at][:width], overflow="ellipsis") for at in shown))
    console = Console(width=width, color_system=None)
    with console.capture() as lines:
        console.print(table)
    for line in lines.get().splitlines():
        typer.echo(line.rstrip())


def _cells(entry: Entry) -> tuple[str, ...]:
    """What a list says of an entry, under _HEADS."""
    return (
        str(entry.id),
        _local(entry, "%Y-%m-%d %H:%M"),
        _SHOWN.get(entry.kind, entry.kind),
        _line(PurePath(entry.source).name if entry.kind == "file" else entry.source),
        _line(entry.delivered or entry.heard or (entry.error and f"({entry.error})")),
        _SHOWN.get(entry.outcome, entry.outcome),
    )


def _print_entry(entry: Entry, catalogue: Catalogue) -> None:
    from rich.cells import cell_len

    facts = [(name, value) for name, value in _facts(entry, catalogue) if value]
    width = max(cell_len(name) for name, _value in facts)
    for name, value in facts:
        typer.echo(fitted(f"{name}{' ' * (width - cell_len(name))}  {_line(value)}", indent=width + 2))
    if entry.delivered:
        typer.echo("\n" + fitted(printable(entry.delivered, keep="\n\t")))
    if entry.heard and entry.heard.split() != entry.delivered.split():
        typer.echo("\n" + _("As heard:") + "\n" + fitted(printable(entry.heard, keep="\n\t")))
    if entry.dropped:
        typer.echo("\n" + _("Held back:"))
    for drop in entry.dropped:
        times = f"{drop.segment.start:.1f}-{drop.segment.end:.1f} s"
        typer.echo(fitted(f"{times}  “{_line(drop.segment.text)}”  {_line(drop.reason)}", indent=2))


def _facts(entry: Entry, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield _("ID"), str(entry.id)
    yield _("Time"), _local(entry, "%Y-%m-%d %H:%M:%S")
    yield _("Kind"), _SHOWN.get(entry.kind, entry.kind)
    yield _("Source"), entry.source
    yield _("Recording"), _recording(entry)
    yield _("Outcome"), _SHOWN.get(entry.outcome, entry.outcome)
    yield _("Error"), entry.error
    yield _("Language"), entry.language or ""
    yield _("Duration"), str(timedelta(seconds=round(entry.duration)))
    known = catalogue.known(entry.model)
    yield _("Model"), f"{entry.model}: {known.title}" if known else entry.model
    yield _("Backend"), _title(entry.backend)
    yield _("Device"), entry.device
    yield _("Stages"), ", ".join(f"{name} {seconds:.1f} s" for name, seconds in entry.stages.items())


def _recording(entry: Entry) -> str:
    if entry.audio is None or os.path.lexists(entry.audio):
        return str(entry.audio or "")
    return _("{path} (no longer there)").format(path=entry.audio)


def _title(name: str) -> str:
    """What a Backend is called, unless it is one that this version does not know."""
    return backends.backend(name).title if name in backends.names() else name


def _local(entry: Entry, form: str) -> str:
    return entry.created.astimezone().strftime(form)


def _line(text: str) -> str:
    """The text on one line, without what would command a terminal."""
    return printable(" ".join(text.split()))
