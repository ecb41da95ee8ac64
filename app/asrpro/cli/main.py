"""The commands, and how what goes wrong in them is told."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from asrpro import __version__, log
from asrpro.cli import doctor, history, sample, settings, transcribe
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program

INTERRUPTED = 130
"""Exit code after Ctrl+C."""

app = typer.Typer(
    help=_("Speak instead of typing, with everything said staying on your machine."),
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("transcribe")(transcribe.transcribe)
app.add_typer(history.app, name="history", help=_("What was transcribed before."))
app.add_typer(settings.app, name="settings", help=_("Look at and change the settings."))
app.command("doctor")(doctor.doctor)


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help=_("Show the version and exit."))] = False,
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option(help=_("How much is written to the log; debug includes what was said.")),
    ] = "info",
) -> None:
    """Speak instead of typing, with everything said staying on your machine."""
    if version:
        typer.echo(f"asrpro {__version__}")
        raise typer.Exit
    program: Program = ctx.obj
    log.start(program.log_folder, log_level)
    if ctx.invoked_subcommand is None:
        raise typer.Exit(sample.sample(program))


def run(program: Program, arguments: list[str]) -> int:
    """Run one command line; whatever goes wrong is told in a sentence on standard error.

    Returns:
        The exit code: 0, 1 some failed, 2 usage, 3 model not available, 130 interrupted.
    """
    try:
        code = app(arguments, prog_name="asrpro", obj=program, standalone_mode=False)
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]  # all that the parser raises can show themselves
        return int(error.exit_code)
    except AppError as error:
        logging.getLogger(__name__).info("ended with %s", type(error).__name__, exc_info=error)
        complain(error)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be written to it again at exit.
        sys.stdout = None
        return 0
    except Exception:
        logging.getLogger(__name__).exception("an error of the program's own")
        place = program.log_folder / "asrpro.log"
        complain(
            AppError(_("Something went wrong in ASR Pro itself."), _("What it was is in {place}.").format(place=place))
        )
        return 1
    finally:
        for notice in program.settings.notices:
            typer.echo(notice, err=True)
    return code if isinstance(code, int) else 0


def complain(error: AppError) -> None:
    """Say what is wrong and what to do."""
    typer.echo(f"{_('Error')}: {error.title}", err=True)
    if error.hint:
        typer.echo(error.hint, err=True)
