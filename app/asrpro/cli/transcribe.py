"""`asrpro transcribe`: files in, text out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from asrpro.cli.outputs import planned
from asrpro.cli.request import request
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def transcribe(  # noqa: PLR0913 - each is an option people can give
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=_("Audio or video files."), metavar="FILE...")],
    *,
    model: Annotated[str | None, typer.Option(help=_("Id of a model, or the folder it lies in."))] = None,
    language: Annotated[str | None, typer.Option(help=_("What is spoken, as in en or de; auto finds out."))] = None,
    task: Annotated[
        Literal["transcribe", "translate"], typer.Option(help=_("translate gives English."))
    ] = "transcribe",
    formats: Annotated[str, typer.Option("--format", help=_("txt, json, srt, vtt; several with commas."))] = "txt",
    output: Annotated[Path | None, typer.Option(help=_("Folder for the transcripts."), metavar="DIR")] = None,
    timestamps: Annotated[Literal["segment", "word"], typer.Option(help=_("How fine times are."))] = "segment",
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace transcripts that are there."))] = False,
) -> None:
    """Turn recordings and videos into text, subtitles or JSON; one file without --output goes to standard output."""
    program: Program = ctx.obj
    wanted = request(program, model=model, language=language, task=task, formats=formats, timestamps=timestamps)
    if output is None and (len(wanted.formats) > 1 or (len(files) > 1 and wanted.formats != ("txt",))):
        raise UsageError(
            _("Only one file in one format, or several as txt, fit on standard output."),
            _("Say where the transcripts go: --output DIR"),
        )
    plans = planned(files, wanted.formats, output, overwrite=overwrite) if output else [{} for _file in files]
    with Show() as show, Work(program, wanted, show) as work:
        code = work.all(files, plans)
    raise typer.Exit(code)
