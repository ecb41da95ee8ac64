"""`asrpro listen`: a microphone in, text out."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.audio.microphones import Microphones
from asrpro.cli.listening import Listening
from asrpro.cli.show import Show
from asrpro.cli.tentative import Tentative
from asrpro.i18n import _
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def listen(
    ctx: typer.Context,
    *,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help=_("Id of a model, or the folder it lies in.")),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", metavar="CODE", help=_("What is spoken, as in en or de; auto finds out.")),
    ] = None,
    microphone: Annotated[
        str | None, typer.Option(metavar="ID", help=_("The microphone to hear, as `asrpro devices` names it."))
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, metavar="NUMBER", help=_("Stop by itself after so many seconds."))
    ] = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help=_("Remember neither the text nor the recording."))
    ] = False,
) -> None:
    """Print what is said into a microphone, until Ctrl+C.

    Each sentence goes to standard output as soon as it is spoken. What no option says is as the settings have it.
    """
    program: Program = ctx.obj
    settings = program.settings.current
    wanted = request(settings, program.catalogue(), model=model, language=language)
    if wanted.note:
        Show().note(wanted.note)
    with closing(Microphones()) as microphones:
        microphones.check()
        if fault := microphones.fault:
            raise fault
        with Show(Tentative) as show, program.engine_room() as room:
            listening = Listening(program, show, room, wanted, seconds=seconds, keep=not no_history)
            listening.run(microphones, settings.audio.microphone if microphone is None else microphone)
