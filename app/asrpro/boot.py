"""The only place where objects are made and joined."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.interrupt import interruptible
from asrpro.cli.main import run
from asrpro.cli.program import Program
from asrpro.dictation.ledger import Ledger
from asrpro.dictation.recordings import kept_days, prune
from asrpro.history.store import History
from asrpro.log import log_thread_failure
from asrpro.runtime.engine_room import EngineRoom
from asrpro.settings.file import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main() -> int:
    """Run the program with the arguments it was started with; returns the exit code."""
    threading.excepthook = log_thread_failure
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a letter that a terminal lacks must not end the work
    settings = SettingsFile(_folder(paths.config) / "settings.json")

    @cache
    def history() -> History:
        store = History(_folder(paths.data) / "history.db")
        days = settings.current.privacy.history_days
        if days:
            store.prune(timedelta(days=days))
        return store

    @cache
    def recordings() -> Path:
        folder = _folder(paths.data) / "recordings"
        prune(folder, kept_days(settings.current.privacy))
        return folder

    program = Program(
        settings=settings,
        history=history,
        ledger=lambda: Ledger(_folder(paths.data) / "latency.jsonl"),
        recordings=recordings,
        catalogue=cache(lambda: Catalogue(paths.catalogue())),
        engine_room=_engine_room,
        sample=paths.resources() / "sample.flac",
        log_folder=_folder(paths.logs),
    )
    with interruptible():
        return run(program, sys.argv[1:])


def _folder(find: Callable[[], Path]) -> Path:
    """One of the user's folders. One that cannot be made is named all the same: what needs it says what is wrong."""
    try:
        return find()
    except OSError as error:
        return Path(str(error.filename))


@contextlib.contextmanager
def _engine_room() -> Iterator[EngineRoom]:
    """An EngineRoom whose Lane runs on a thread of its own."""

    def start_thread(serve: Callable[[], None]) -> threading.Thread:
        # A daemon, so that not even an end in the middle of closing waits for it.
        thread = threading.Thread(target=serve, name="lane", daemon=True)
        thread.start()
        return thread

    room = EngineRoom(start_thread)
    try:
        yield room
    finally:
        room.close()
