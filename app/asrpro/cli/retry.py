"""`asrpro history retry`: a recording is heard once more."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.cli.dictated import entry_of
from asrpro.cli.memory import Memory
from asrpro.cli.outputs import Plan
from asrpro.cli.remembered import opened
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.dictation.kept import Kept
from asrpro.dictation.recordings import is_one, kept_days
from asrpro.errors import SourceError
from asrpro.i18n import _
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.history.entry import Entry
    from asrpro.transcription.request import Request


def retry(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", hidden=True)],
    *,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help=_("Id of a model, or the folder it lies in.")),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", metavar="CODE", help=_("What is spoken, as in en or de; auto finds out.")),
    ] = None,
) -> None:
    """Transcribe the recording of an entry again, as what was cancelled or failed may need.

    ID is the number that `list` shows. What comes of it is an entry of its own.
    """
    program: Program = ctx.obj
    with opened(ctx) as history:
        entry = history.get(number)
    audio = _audio(program, entry)

    def asked() -> Request:
        return request(program.settings.current, program.catalogue(), model=model, language=language)

    if note := asked().note:  # what cannot be is said before anything is started
        Show().note(note)
    raise typer.Exit(_heard_again(program, entry, audio, asked))


def _audio(program: Program, entry: Entry) -> Path:
    """The recording; raises SourceError where there is none."""
    if entry.audio and os.path.exists(entry.audio):  # noqa: PTH110 - Path.exists fails over names that are too long
        return entry.audio
    hint = _("If its file was moved: asrpro transcribe FILE")
    if entry.kind == "dictation":
        days = program.settings.current.privacy.recording_days
        hint = _("privacy.recording_days says how many days they are kept: {days}.").format(days=days)
    title = _("The recording of entry {id} is no longer there.") if entry.audio else _("Entry {id} has no recording.")
    raise SourceError(title.format(id=entry.id), hint)


def _heard_again(program: Program, entry: Entry, audio: Path, asked: Callable[[], Request]) -> int:
    """Do the work; returns the exit code."""
    kept = Kept(path=audio) if is_one(program.recordings(), audio) else None
    code = None
    with contextlib.ExitStack() as stack:
        if kept is not None:
            kept.opened()
            keep = kept_days(program.settings.current.privacy) > 0
            stack.callback(lambda: kept.closed(done=code == 0, keep=keep))
        show = stack.enter_context(Show())
        room = stack.enter_context(program.engine_room())
        made = entry_of(entry.source) if entry.kind == "dictation" else None
        code = Work(program, room, show, asked, Memory(program, show, entry=made)).all([audio], [Plan()])
        return code
