"""`asrpro transcribe`: files in, text out."""

from __future__ import annotations

import contextlib
import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from asrpro.cli.formats import named_formats
from asrpro.cli.memory import Memory
from asrpro.cli.mistakes import refuse_address
from asrpro.cli.outputs import Plan, listed, planned
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.cli.program import Program
    from asrpro.transcription.request import Request


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

    def asked() -> Request:
        settings, catalogue = program.settings.current, program.catalogue()
        return request(settings, catalogue, model=model, language=language, task=task, timestamps=timestamps)

    note = asked().note  # what cannot be is said before anything is started
    wanted = named_formats(formats or ("txt",))
    sources = _sources(files)
    _refuse_what_does_not_fit(output, wanted, len(sources), overwrite=overwrite, skip_existing=skip_existing)
    plans = [Plan() for _file in sources]
    if output is not None:
        plans = planned(sources, wanted, _folder(output), overwrite=overwrite, skip_existing=skip_existing)
    if note:
        Show().note(note)
    raise typer.Exit(_done(program, asked, wanted, sources, plans))


def _refuse_what_does_not_fit(
    output: str | None, formats: Sequence[str], files: int, *, overwrite: bool, skip_existing: bool
) -> None:
    """Raise UsageError where options exclude each other."""
    if output is None and (len(formats) > 1 or (files > 1 and formats != ("txt",))):
        raise UsageError(
            _("Only one file in one format, or several as txt, fit on standard output."),
            _("Say where the transcripts go: --output DIR"),
        )
    if overwrite and skip_existing:
        raise UsageError(_("--overwrite and --skip-existing exclude each other."), _("Give one of them."))
    if output is None and (overwrite or skip_existing):
        raise UsageError(
            _("{option} is about files, and the text goes to standard output.").format(
                option="--overwrite" if overwrite else "--skip-existing"
            ),
            _("Say where the transcripts go: --output DIR"),
        )


def _done(
    program: Program,
    asked: Callable[[], Request],
    wanted: Sequence[str],
    sources: Sequence[Path],
    plans: Sequence[Plan],
) -> int:
    """Do the work; returns the exit code."""
    if not any(plan.left() for plan in plans):
        paths = [path for plan in plans for path in plan.paths.values()]
        Show().note(_("All of it is there already: {paths}.").format(paths=listed(paths)))
        return 0
    with contextlib.ExitStack() as stack:
        show = stack.enter_context(Show())
        if len(sources) > 1:
            stack.enter_context(program.settings.watch(lambda _settings: None, lambda _fault: None))
        room = stack.enter_context(program.engine_room())
        work = Work(program, room, show, asked, Memory(program, show), wanted)
        return work.all(sources, plans)


def _folder(output: str) -> Path:
    if not output:
        raise UsageError(_("The folder after --output has an empty name."), _("Name one; . is the one you are in."))
    if output == "-":
        raise UsageError(_("--output takes a folder."), _("Leave it out, and the text goes to standard output."))
    return Path(_from_home(output))


def _from_home(name: str) -> str:
    """The name with ~ filled in, which shells do not see within --output=~/texts."""
    # os.path, for Path raises an error where there is no such user.
    return name if os.path.lexists(name) else os.path.expanduser(name)  # noqa: PTH111


def _sources(files: Sequence[str]) -> list[Path]:
    """The files, each once, with the patterns filled in that the shell left: Windows' shells leave all."""
    named: dict[Path, Path] = {}
    for typed in files:
        if not typed:
            raise UsageError(
                _("A file has an empty name."), _("If a script gave it, look at the variable that it stood in.")
            )
        if typed == "-":
            raise UsageError(_("Standard input is not read."), _("Save the recording to a file and give its name."))
        refuse_address(typed)
        file = _from_home(typed)
        # os.path.exists, for Path.exists raises an error where a name is too long for a file.
        found = [] if os.path.exists(file) else glob.glob(file)  # noqa: PTH110, PTH207
        for one in sorted(map(Path, found)) or [Path(file)]:
            named.setdefault(one.absolute(), one)
    return list(named.values())
