"""`asrpro transcribe`: files in, text out."""

from __future__ import annotations

import contextlib
import glob
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from asrpro.cli.memory import Memory
from asrpro.cli.mistakes import refuse_address
from asrpro.cli.outputs import planned
from asrpro.cli.request import named_formats, request
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.cli.program import Program
    from asrpro.cli.request import Request


def transcribe(  # noqa: PLR0913 - each is an option people can give
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE", hidden=True)],
    *,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help=_("Id of a model, or the folder it lies in.")),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", metavar="CODE", help=_("What is spoken, as in en or de; auto finds out.")),
    ] = None,
    task: Annotated[
        Literal["transcribe", "translate"], typer.Option(help=_("translate gives English whatever is spoken."))
    ] = "transcribe",
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help=_("txt (the default), json, srt or vtt; several with commas.")
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help=_("Folder for the transcripts, made if need be.")),
    ] = None,
    timestamps: Annotated[
        Literal["segment", "word"], typer.Option(help=_("word adds the time of each word to json."))
    ] = "segment",
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace transcripts that are there."))] = False,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help=_("Keep transcripts that are there, and do the rest."))
    ] = False,
) -> None:
    """Turn recordings and videos into text, subtitles or JSON.

    FILE is any recording or video. The text of a single one goes to standard output as it is recognised, unless
    --output says where to put it. What no option says is as the settings have it.
    """
    program: Program = ctx.obj
    asked = partial(request, program, model=model, language=language, task=task, timestamps=timestamps)
    asked()  # what cannot be is said before anything is started
    wanted = named_formats(formats or ("txt",))
    sources = _sources(files)
    if output is None and (len(wanted) > 1 or (len(sources) > 1 and wanted != ("txt",))):
        raise UsageError(
            _("Only one file in one format, or several as txt, fit on standard output."),
            _("Say where the transcripts go: --output DIR"),
        )
    plans = [dict[str, Path]() for _file in sources]
    if output is not None:
        plans = planned(sources, wanted, _folder(output), overwrite=overwrite, skip_existing=skip_existing)
        sources, plans = [file for file, plan in zip(sources, plans, strict=True) if plan], list(filter(None, plans))
    raise typer.Exit(_done(program, asked, wanted, sources, plans))


def _done(
    program: Program,
    asked: Callable[[], Request],
    wanted: Sequence[str],
    sources: Sequence[Path],
    plans: Sequence[Mapping[str, Path]],
) -> int:
    """Do the work; returns the exit code."""
    if not sources:
        Show().note(_("All of it is there already."))
        return 0
    with contextlib.ExitStack() as stack:
        show = stack.enter_context(Show())
        if len(sources) > 1:
            stack.enter_context(program.settings.watch(lambda _settings: None))
        room = stack.enter_context(program.engine_room())
        work = Work(program, room, show, asked, Memory(program, show), wanted)
        return work.all(sources, plans)


def _folder(output: str) -> Path:
    if not output:
        raise UsageError(_("The folder after --output has an empty name."), _("Name one; . is the one you are in."))
    return Path(output)


def _sources(files: Sequence[str]) -> list[Path]:
    """The files, each once, with the patterns filled in that the shell left: Windows' shells leave all."""
    named: dict[Path, Path] = {}
    for file in files:
        if not file:
            raise UsageError(
                _("A file has an empty name."), _("If a script gave it, look at the variable that it stood in.")
            )
        if file == "-":
            raise UsageError(_("Standard input is not read."), _("Save the recording to a file and give its name."))
        refuse_address(file)
        # os.path.exists, for Path.exists raises an error where a name is too long for a file.
        found = [] if os.path.exists(file) else glob.glob(file)  # noqa: PTH110, PTH207
        for one in sorted(map(Path, found)) or [Path(file)]:
            named.setdefault(one.absolute(), one)
    return list(named.values())
