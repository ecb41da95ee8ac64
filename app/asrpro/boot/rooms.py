"""Where commands have Models looked up and at work."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from asrpro.boot import cataloguing
from asrpro.cli.show import Show
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.settings.file import SettingsFile


def catalogue(settings: SettingsFile) -> Catalogue:
    """All that are known; devices may be tried before a Backend is picked, some seconds long."""
    return cataloguing.catalogue(settings, Router(), waits=True)


@contextlib.contextmanager
def engine_room() -> Iterator[EngineRoom]:
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
