"""The program in the tray: the icon first, everything else after it."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
from contextlib import ExitStack
from typing import NoReturn

from asrpro import paths
from asrpro.desktop import qt_platform_chosen, screen_named
from asrpro.dictation.remote import instance
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.application import application, soon
from asrpro.ui.tray import Tray


def main() -> int:
    """Show the icon, then become the program; returns the exit code."""
    # What is not at once needed is imported by name: reading it from disk takes longer than showing the icon.
    try:
        lock = instance(paths.running())
        lock.acquire(blocking=False)
    except TimeoutError:
        return int(importlib.import_module("asrpro.boot.handing_over").main())
    except OSError as error:
        title = _("{folder} cannot be used: {reason}.").format(folder=error.filename, reason=error.strerror)
        app = application()  # which windows need
        return _failed(AppError(title), on_screen=app is not None)
    app = application()
    if app is None:
        _say_no_screen()
        lock.release()
        return int(importlib.import_module("asrpro.boot.commands").main())
    tray = Tray()
    begun: list[ExitStack] = []
    failed: list[Exception] = []

    def start() -> None:
        try:
            begun.append(importlib.import_module("asrpro.boot.program").start(app, tray))
        except Exception as error:  # noqa: BLE001 - whatever it is, an icon that does nothing must not stay
            failed.append(error)
            app.exit()

    soon(start)
    code = app.exec()
    tray.close()
    for stack in begun:
        stack.close()
    lock.release()
    return _left(_failed(failed[0], on_screen=True) if failed else code)


def _left(code: int) -> NoReturn:
    """End the process, in which all is closed by now.

    Python's own end is left out: a thread that still waits for a library written in C++, as one that loads it, is ended
    in the middle of that by CPython before 3.14, and takes the process down with it.
    """
    logging.shutdown()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _say_no_screen() -> None:
    variable, name = screen_named()
    text = _("The screen {name} cannot be reached, so there is no icon and no dictation.").format(name=name)
    hint = _("Check that {variable} names a screen you may use, and that the library libxcb-cursor0 is installed.")
    if qt_platform_chosen():
        hint = _("Check {variable} and QT_QPA_PLATFORM.")
    if sys.stderr:
        sys.stderr.write(f"{text} {hint.format(variable=variable)}\n")


def _failed(error: Exception, *, on_screen: bool) -> int:
    return int(importlib.import_module("asrpro.boot.failing").tell(error, on_screen=on_screen))
