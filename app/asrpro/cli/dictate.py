"""`asrpro dictate` and `asrpro quit`: what hotkey and menu do, for scripts and for hotkeys of the desktop."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from asrpro import paths
from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show
from asrpro.dictation.remote import address, ask, instance
from asrpro.errors import AppError
from asrpro.i18n import _

PATIENCE = 15.0
"""Seconds that the program may take to end: it closes the recording and gives the clipboard back."""


class Action(enum.StrEnum):
    """What can be asked of the program."""

    START = "start"
    STOP = "stop"
    TOGGLE = "toggle"
    CANCEL = "cancel"
    STATUS = "status"


def dictate(
    action: Annotated[Action, typer.Argument(help=_("What to do."), show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Start or stop dictation in the program that runs, or show what it is doing; exit code 4 when none runs.

    To stop or cancel where nothing is recorded is no failure; it is only said.
    """
    answer = ask(address(), {"do": "dictate", "action": action.value})
    if as_json:
        echo_json(answer)
    elif action is Action.STATUS:
        typer.echo(answer["words"])
    if not answer.get("acts", True):
        Show().note(_("Nothing is being recorded."))


def quit_() -> None:
    """End the program that runs; exit code 4 when none does."""
    ask(address(), {"do": "quit"})
    lock = instance(paths.running())
    try:
        lock.acquire(PATIENCE, poll_interval=0.02)
    except TimeoutError:
        raise AppError(_("ASR Pro has not ended yet."), _("Its log says what it waits for.")) from None
    lock.release()
