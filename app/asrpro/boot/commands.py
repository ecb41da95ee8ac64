"""What the commands are made of."""

from __future__ import annotations

import importlib
import io
import sys
import threading
from functools import cache
from typing import Any

from asrpro import paths
from asrpro.boot.user import folder, settings_file
from asrpro.cli.interrupt import interruptible
from asrpro.cli.main import run
from asrpro.cli.program import Program
from asrpro.cli.show import Show, printable
from asrpro.log import log_thread_failure


def main() -> int:
    """Run the program with the arguments it was started with; returns the exit code."""
    threading.excepthook = log_thread_failure
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a letter that a terminal lacks must not end the work
    settings = settings_file()
    program = Program(
        settings=settings,
        history=cache(lambda: _late("shared").opened_history(settings)),
        ledger=lambda: _late("shared").opened_ledger(),
        recordings=cache(lambda: _late("shared").recordings_folder(settings)),
        catalogue=cache(lambda: _late("rooms").catalogue(settings)),
        downloads=cache(lambda: _late("cataloguing").downloads()),
        registered=lambda: _late("cataloguing").registered(lambda told: Show().note(printable(told))),
        engine_room=lambda: _late("rooms").engine_room(),
        sample=paths.resources() / "sample.flac",
        log_folder=folder(paths.logs),
    )
    with interruptible():
        return run(program, sys.argv[1:])


def _late(name: str) -> Any:
    """A module beside this one, imported when a command first wants what it makes: most of them want little."""
    return importlib.import_module(f"asrpro.boot.{name}")
