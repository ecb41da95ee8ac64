"""`asrpro recover`: dictations that were interrupted, and others that nothing else tells of, become text."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.cli.asking import ask
from asrpro.cli.dictated import entry_of
from asrpro.cli.memory import Memory
from asrpro.cli.outputs import Plan
from asrpro.cli.show import Show, clock, fitted, printable
from asrpro.cli.work import Work
from asrpro.dictation.recording import held, read, settle
from asrpro.dictation.recordings import delete, interrupted, kept_days, untold
from asrpro.errors import HistoryError, SourceError, UsageError
from asrpro.i18n import _, ngettext
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.cli.program import Program
    from asrpro.dictation.recording import Recording
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.transcription.request import Request

_HEADS = (_("Number"), _("Time"), _("Duration"), _("Window"))


def recover(  # noqa: PLR0913 - each is an option people can give
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="NUMBER", hidden=True)] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=_("All of them."))] = False,
    discard: Annotated[bool, typer.Option("--discard", help=_("Delete them instead, for good."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before that."))] = False,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help=_("Id of a model, or the folder it lies in.")),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", metavar="CODE", help=_("What is spoken, as in en or de; auto finds out.")),
    ] = None,
) -> None:
    """Turn dictations into text that were interrupted by the end of the program.

    So are those that were cancelled or failed, and that the history does not tell of. Without a NUMBER they are listed.
    """
    if everything and numbers:
        raise UsageError(_("--all and numbers exclude each other."), _("Give one of them."))
    program: Program = ctx.obj
    found = _found(program)
    chosen = _chosen(found, numbers or (), everything=everything)
    if not found:
        Show().note(_("No dictation was interrupted."))
    elif not chosen and discard:
        raise UsageError(_("Say which dictations to delete: their numbers, or --all."))
    elif not chosen:
        _list(found)
    elif discard:
        _discard(chosen, yes=yes)
    else:
        asked = [partial(_request, program, recording, model, language) for recording in chosen]
        if note := asked[0]().note:  # what cannot be is said before anything is started
            Show().note(note)
        raise typer.Exit(_transcribed(program, chosen, asked))


def _found(program: Program) -> list[Recording]:
    """What was interrupted, and what else only this command shows."""
    folder = program.recordings()
    interrupted_ones = interrupted(folder)
    try:
        tells_of = program.history().tells_of
        left = untold(folder, tells_of)
    except HistoryError:  # which tells of nothing then
        left = untold(folder, lambda _path: False)
    return [*interrupted_ones, *left]


def _chosen(found: Sequence[Recording], numbers: Sequence[int], *, everything: bool) -> list[Recording]:
    """Those of that number, from 1 up; raises UsageError where there is none."""
    for number in numbers:
        if not 1 <= number <= len(found):
            raise UsageError(
                _("There is no interrupted dictation {number}.").format(number=number),
                _("`asrpro recover` shows what there is."),
            )
    return [recording for at, recording in enumerate(found, 1) if everything or at in numbers]


def _list(found: Sequence[Recording]) -> None:
    """One line a dictation, with tabs between for programs."""
    rows = [_HEADS, *((str(at), *_told(recording)) for at, recording in enumerate(found, 1))]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        number, time, duration, window = row
        aligned = (number.rjust(widths[0]), time.ljust(widths[1]), duration.rjust(widths[2]), window)
        line = "  ".join(aligned).rstrip() if sys.stdout.isatty() else "\t".join(row)
        typer.echo(fitted(line, indent=sum(widths) + 6))
    Show().note(_("`asrpro recover --all`, or with numbers, turns them into text; --discard deletes them."))


def _told(recording: Recording) -> tuple[str, str, str]:
    """When it began, how long it lasts, and where it was to go."""
    time = recording.facts.created.astimezone().strftime("%Y-%m-%d %H:%M")
    return time, clock(recording.duration), printable(" ".join(recording.facts.source.split()))


def _discard(chosen: Sequence[Recording], *, yes: bool) -> None:
    count = len(chosen)
    if not yes:
        question = ngettext(
            "Delete {count} interrupted dictation for good?", "Delete {count} interrupted dictations for good?", count
        )
        ask(question.format(count=count), _("Nobody is here to ask whether to delete this."))
    gone = sum(delete(recording.path) for recording in chosen)
    Show().note(ngettext("{count} dictation deleted.", "{count} dictations deleted.", gone).format(count=gone))
    if gone < count:
        raise _at_work()


def _request(program: Program, recording: Recording, model: str | None, language: str | None) -> Request:
    """What is asked for now, and of the language what was spoken then, where the Model understands it."""
    then, settings, catalogue = recording.facts.language, program.settings.current, program.catalogue()
    if language is None and then:
        chosen = catalogue.chosen(settings.model.name) if model is None else catalogue.find(model)
        language = then if chosen.understands(then) else None
    return request(settings, catalogue, model=model, language=language)


def _transcribed(program: Program, chosen: Sequence[Recording], asked: Sequence[Callable[[], Request]]) -> int:
    """Turn them into text, one after the other; returns the exit code."""
    code = 0
    with contextlib.ExitStack() as stack:
        show = stack.enter_context(Show())
        room = stack.enter_context(program.engine_room())
        for at, (recording, request_) in enumerate(zip(chosen, asked, strict=True)):
            if len(chosen) > 1:
                time, duration, window = _told(recording)
                name = "  ".join(filter(None, (time, duration, window)))
                show.text(("\n" if at else "") + f"{name}:\n")
            if not _one(program, room, show, recording, request_):
                code = 1
    return code


def _one(program: Program, room: EngineRoom, show: Show, recording: Recording, asked: Callable[[], Request]) -> bool:
    """Turn one into text; whether it became some, or nothing was heard in it."""
    with held(recording.path) as free:
        if not free or read(recording.path).facts.state == "done" or not recording.path.exists():
            show.complain(_at_work())
            return False
        memory = Memory(program, show, entry=entry_of(recording.facts.source, recording.facts.created))
        done = Work(program, room, show, asked, memory).all([recording.path], [Plan()]) == 0
        if done:
            keep = kept_days(program.settings.current.privacy) > 0
            settle(recording, "done", keep=keep)
        else:
            show.note(_("The recording is kept; `asrpro recover` shows it."))
        return done


def _at_work() -> SourceError:
    return SourceError(
        _("Another ASR Pro is at work on this dictation."), _("`asrpro recover` shows what is left when it is done.")
    )
