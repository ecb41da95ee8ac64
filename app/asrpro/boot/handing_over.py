"""A second start: the program that runs is told of it."""

from __future__ import annotations

import sys
import time

from asrpro import paths
from asrpro.boot.arguments import log_level
from asrpro.dictation.remote import ask
from asrpro.errors import AppError, NotRunning
from asrpro.i18n import _

_PATIENCE = 5.0
"""Seconds that one who is just starting may take until it answers."""


def main() -> int:
    """Have the program that runs show that it does; returns the exit code."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            answer = ask(paths.socket(), {"do": "show", "log_level": log_level(sys.argv[1:])})
        except NotRunning as error:
            if time.monotonic() > end:
                return _told(error)
            time.sleep(0.05)
        except AppError as error:
            return _told(error)
        else:
            if sys.stdout:
                sys.stdout.write(_place(in_tray=answer.get("in_tray", True)) + "\n")
            return 0


def _place(*, in_tray: bool) -> str:
    """Where to look for the one that runs."""
    if in_tray:
        return _("ASR Pro runs already: its icon is in the tray.")
    return _("ASR Pro runs already: its window is on the screen.")


def _told(error: AppError) -> int:
    sys.stderr.write(f"{error}\n")
    return error.exit_code
