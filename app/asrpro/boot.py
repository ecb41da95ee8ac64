"""The only place where objects are made and joined."""

from __future__ import annotations

import contextlib
import sys
import threading
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.main import run
from asrpro.cli.program import Program
from asrpro.history.store import History
from asrpro.runtime.engine_room import EngineRoom
from asrpro.settings.file import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main() -> int:
    """Run the program with the arguments it was started with; returns the exit code."""
    settings = SettingsFile(paths.config() / "settings.json")

    @cache
    def history() -> History:
        store = History(paths.data() / "history.db")
        days = settings.current.privacy.history_days
        if days:
            store.prune(timedelta(days=days))
        return store

    program = Program(
        settings=settings,
        history=history,
        catalogue=cache(lambda: Catalogue(paths.catalogue())),
        engine_room=_engine_room,
        sample=paths.resources() / "sample.flac",
        log_folder=paths.logs(),
    )
    return run(program, sys.argv[1:])


@contextlib.contextmanager
def _engine_room() -> Iterator[EngineRoom]:
    """An EngineRoom whose Lane runs on a thread of its own."""

    def start_thread(serve: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=serve, name="lane")
        thread.start()
        return thread

    room = EngineRoom(start_thread)
    try:
        yield room
    finally:
        room.close()
