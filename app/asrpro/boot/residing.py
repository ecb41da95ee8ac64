"""Which Models stay in memory, as the user wants it, and what is told of them."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
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

log = logging.getLogger(__name__)


def engine_room(settings: SettingsFile, say: Callable[[str], None]) -> EngineRoom:
    """That of the tray: Models are let go as the settings say, and what there is to tell is said on any thread."""

    def policy() -> Policy:
        wanted = settings.current.model
        minutes = wanted.unload_after
        return Policy(wanted.keep_loaded, None if minutes == "never" else minutes * 60.0)

    return EngineRoom(LaneThread, policy, say)


def look_at_devices(look: Callable[[], None]) -> Future[None]:
    """Have the graphics card tried, where there is one, on a thread of its own: the first dictation need not wait.

    Returns:
        What is resolved on that thread once all is known that can be, whether looking worked or not; never when it was
        interrupted, for then the program ends.
    """
    looked: Future[None] = Future()

    def work() -> None:
        try:
            look()
        except Interrupted:
            return
        except Exception:
            log.exception("the devices could not be looked at")
        looked.set_result(None)

    threading.Thread(target=work, name="devices", daemon=True).start()
    return looked


def standings(room: EngineRoom, catalogue: Catalogue, downloads: Downloads, say: Callable[[str], None]) -> Standings:
    """How near to use each Model is; what of it nobody asked for is said, on any thread."""

    def tell(model: Model, standing: Standing) -> None:
        if standing.state is State.PRESENT and standing.reason:
            said = _("{model} gave its memory back. {reason}").format(model=model.title, reason=standing.reason)
            say(said)

    room.residency.listen(tell)
    return Standings(room.residency, catalogue, downloads)
