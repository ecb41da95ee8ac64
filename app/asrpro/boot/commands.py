"""What the commands are made of."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.cataloguing import catalogue, downloads, registered
from asrpro.boot.shared import folder, opened_history, opened_ledger, recordings_folder, settings_file
from asrpro.cli.interrupt import interruptible
from asrpro.cli.main import run
from asrpro.cli.program import Program
from asrpro.cli.show import Show
from asrpro.log import log_thread_failure
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main() -> int:
    """Run the program with the arguments it was started with; returns the exit code."""
    threading.excepthook = log_thread_failure
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a letter that a terminal lacks must not end the work
    settings = settings_file()
    program = Program(
        settings=settings,
        history=cache(lambda: opened_history(settings)),
        ledger=opened_ledger,
        recordings=cache(lambda: recordings_folder(settings)),
        catalogue=cache(lambda: catalogue(Router(), waits=True)),
        downloads=cache(downloads),
        registered=registered,
        engine_room=_engine_room,
        sample=paths.resources() / "sample.flac",
        log_folder=folder(paths.logs),
    )
    with interruptible():
        return run(program, sys.argv[1:])


@contextlib.contextmanager
def _engine_room() -> Iterator[EngineRoom]:
    """An EngineRoom whose Lane runs on a thread of its own."""

    def start_thread(serve: Callable[[], None]) -> threading.Thread:
        # A daemon, so that not even an end in the middle of closing waits for it.
        thread = threading.Thread(target=serve, name="lane", daemon=True)
        thread.start()
        return thread

    room = EngineRoom(start_thread, say=Show().note)
    try:
        yield room
    finally:
        room.close()
