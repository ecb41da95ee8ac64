"""The commands, and how what goes wrong in them is told."""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import logging
import os
import platform
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro import __version__
from asrpro.cli import mistakes
from asrpro.cli.commands import Commands
from asrpro.cli.interrupt import Interrupted
from asrpro.cli.show import OutputGone, Show
from asrpro.errors import AppError, HistoryError
from asrpro.i18n import _
from asrpro.log import Level, open_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.cli.program import Program

log = logging.getLogger(__name__)

INTERRUPTED = 130
"""Exit code after Ctrl+C."""
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""How writing to standard output fails; in commands themselves it is told by who writes."""


class Closed(io.TextIOWrapper):
    """What stands for a standard output that was closed, so that whoever writes to it is told."""

    def __init__(self) -> None:
        super().__init__(io.BufferedWriter(io.FileIO(os.devnull, "w")), encoding="utf-8")

    def write(self, _text: str) -> int:
        """Fail."""
        raise OSError(errno.EBADF, _("it is closed"))


app = typer.Typer(
    cls=Commands,
    help=_("Speak instead of typing, with everything said staying on your machine."),
    epilog=_("Without a command the program starts in the tray; without a screen a spoken sample is transcribed."),
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich help takes a third longer, and says less in a narrow terminal
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", "-V", help=_("Show the version and exit."))] = False,
    log_level: Annotated[
        Level, typer.Option(help=_("How much is written to the log; debug includes what was said."))
    ] = "info",
) -> None:
    """Speak instead of typing, with everything said staying on your machine."""
    if version:
        typer.echo(f"asrpro {__version__}")
        raise typer.Exit
    program: Program = ctx.obj
    try:
        open_log(program.log_folder, log_level)
    except OSError as error:
        text = _("There will be no log, because {path} cannot be written: {reason}.")
        Show().note(text.format(path=program.log_file, reason=error.strerror))
    log.info(
        "asrpro %s, Python %s, %s: %s",
        __version__,
        platform.python_version(),
        platform.platform(),
        ctx.invoked_subcommand or "sample",
    )
    if ctx.invoked_subcommand in (None, "transcribe", "listen"):  # the others open it anyway, or can still change this
        _forget(program)
    if ctx.invoked_subcommand is None:
        raise typer.Exit(importlib.import_module("asrpro.cli.sample").sample(program))


def _forget(program: Program) -> None:
    """Have History and recordings opened, which forget what is too old, though nothing new is to be remembered."""
    program.recordings()
    privacy = program.settings.current.privacy
    if privacy.history_days and not privacy.keep_history:
        try:
            program.history()
        except HistoryError as error:
            Show().note(str(error))


def run(program: Program, arguments: list[str]) -> int:
    """Run one command line; whatever goes wrong is told in a sentence on standard error.

    Returns:
        The exit code: 0, 1 some failed, 2 usage, 3 model not available, 4 no program
        runs that could be talked to, 130 interrupted by Ctrl+C, 143 by `kill`
        (SIGTERM), 129 by a terminal that was closed (SIGHUP).
    """
    show = Show()
    if sys.stdout is None:
        sys.stdout = Closed()
    try:
        command = typer.main.get_command(app)
        with command.make_context("asrpro", [*arguments], obj=program) as context:  # it takes its list apart
            command.invoke(context)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as end:  # noqa: BLE001 - whatever it is, a sentence is all that is shown
        return _told(program, show, end, arguments)
    finally:
        for notice in program.settings.notices:
            show.note(notice)
        _give_up_unwritable_output()
    return 0


def _told(program: Program, show: Show, end: BaseException, typed: Sequence[str]) -> int:
    """Say what a command ended with, if it was not told to; returns the exit code."""
    code = 1
    match end:
        case typer.Exit() | Interrupted():
            code = end.exit_code
        case KeyboardInterrupt():
            code = INTERRUPTED
        case typer.TyperException():
            code = end.exit_code
            log.info("ended with %s", type(end).__name__)
            mistakes.reword(end)
            with contextlib.suppress(OSError):
                if sys.stderr:
                    end.show()  # type: ignore[attr-defined]  # all that the parser raises can show themselves
            if instead := mistakes.hint(end, typed):
                show.note(instead)
        case BrokenPipeError():
            code = 0  # whoever read our output has seen enough
        case OSError() if end.errno in UNWRITABLE and end.filename is None:
            log.info("ended with %s", type(end).__name__, exc_info=end)
            show.complain(OutputGone(_("Standard output cannot be written: {reason}.").format(reason=end.strerror)))
        case AppError():
            code = end.exit_code
            # Where it came of nothing else it is an answer to what was typed, and no fault to look for.
            fault = end.__cause__ is not None or log.isEnabledFor(logging.DEBUG)
            log.info("ended with %s", type(end).__name__, exc_info=end if fault else None)
            show.complain(end)
        case ModuleNotFoundError():
            raise end
        case _:
            log.error("an error of the program's own", exc_info=end)
            show.complain(program.at_fault())
    return code


def _give_up_unwritable_output() -> None:
    """See to it that Python, which writes at its end what is left of our output, need not complain if it cannot."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
