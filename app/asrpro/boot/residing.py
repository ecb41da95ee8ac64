"""Which Models stay in memory, as the user wants it, and what is told of them."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from asrpro.domain import State
from asrpro.i18n import _
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.parent import Interrupted
from asrpro.runtime.residency import Policy
from asrpro.runtime.standings import Standings
from asrpro.ui.lane_thread import LaneThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads
    from asrpro.domain import Model, Standing
    from asrpro.settings.file import SettingsFile


def engine_room(settings: SettingsFile, say: Callable[[str], None]) -> EngineRoom:
    """That of the tray: Models are let go as the settings say, and what there is to tell is said on any thread."""

    def policy() -> Policy:
        wanted = settings.current.model
        minutes = wanted.unload_after
        return Policy(wanted.keep_loaded, None if minutes == "never" else minutes * 60.0)

    return EngineRoom(LaneThread, policy, say)


def look_at_devices(room: EngineRoom, then: Callable[[], None]) -> None:
    """Have the graphics card tried, where there is one, on a thread of its own: the first dictation need not wait.

    What is to be done after that is done on the same thread.
    """

    def look() -> None:
        with contextlib.suppress(Interrupted):
            room.router.look()
            then()

    threading.Thread(target=look, name="devices", daemon=True).start()


def standings(room: EngineRoom, catalogue: Catalogue, downloads: Downloads, say: Callable[[str], None]) -> Standings:
    """How near to use each Model is; what of it nobody asked for is said, on any thread."""

    def tell(model: Model, standing: Standing) -> None:
        if standing.state is State.PRESENT and standing.reason:
            said = _("{model} gave its memory back. {reason}").format(model=model.title, reason=standing.reason)
            say(said)

    room.residency.listen(tell)
    return Standings(room.residency, catalogue, downloads)
