"""A start that fails: people are told, be it on the screen or in a terminal, and the log has the rest."""

from __future__ import annotations

import logging
import signal
import sys

from asrpro import paths
from asrpro.boot.arguments import log_level
from asrpro.errors import AppError, PackagesMissing
from asrpro.i18n import _
from asrpro.log import open_log
from asrpro.packages import command
from asrpro.ui.failure import show_failure

log = logging.getLogger(__name__)

_ENDS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def tell(error: Exception, *, on_screen: bool) -> int:
    """Tell people what kept the program from starting, until they have read it; returns the exit code.

    Args:
        error: what kept it.
        on_screen: whether windows can be shown; where a terminal reads it there is none all the same.
    """
    for name in _ENDS:
        if hasattr(signal, name):  # what began may have left them to nobody
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    place = _logged(error)
    shown = error if isinstance(error, AppError) else _named(error, place)
    if sys.stderr:
        sys.stderr.write(f"{shown}\n")
        sys.stderr.flush()
    if on_screen and not (sys.stderr and sys.stderr.isatty()):
        show_failure(shown.title, shown.hint)
    return shown.exit_code


def _logged(error: Exception) -> str:
    """Have the error in the log; returns where that is, or why there is none."""
    try:
        if not logging.getLogger("asrpro").handlers:  # what opens it has not come that far
            open_log(paths.logs(), log_level(sys.argv[1:]) or "info")
        place = str(paths.logs() / "asrpro.log")
    except OSError as trouble:
        return _("There is no log: {reason}.").format(reason=trouble.strerror)
    log.error("the start failed", exc_info=error)
    return _("What it was is in {place}.").format(place=place)


def _named(error: Exception, place: str) -> AppError:
    """What people can do about an error that is not meant for them."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        title = _("ASR Pro is not installed completely: {package} is missing.").format(package=package)
        return PackagesMissing(title, _("Add it: {command}").format(command=command([package])))
    return AppError(_("ASR Pro cannot start: something went wrong in it itself."), place)
