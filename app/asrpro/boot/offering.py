"""What the submenus of the tray offer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.shared import folder
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.store import Store
from asrpro.errors import AppError
from asrpro.runtime.advice import advice
from asrpro.runtime.ladder import Rung
from asrpro.transcription.request import load_options
from asrpro.ui.offers.getting import Getting
from asrpro.ui.offers.languages import LanguageOffer
from asrpro.ui.offers.microphones import MicrophoneOffer
from asrpro.ui.offers.models import ModelOffer
from asrpro.ui.offers.recent import RecentOffer

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from asrpro.audio.microphones import Microphones
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Model
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.look import Offer


def offers(  # noqa: PLR0913 - there is much to choose from
    settings: SettingsFile,
    catalogue: Catalogue,
    room: EngineRoom,
    standings: Standings,
    microphones: Microphones,
    history: Callable[[], History],
    *,
    copy: Callable[[str], None],
    say: Callable[[str], None],
    later: Callable[[Callable[[], None]], None],
    stack: contextlib.ExitStack,
) -> dict[str, Offer]:
    """Each by the name of its submenu.

    `copy` is handed a text for the clipboard, and `say` a sentence for people, on any thread; `later` does what takes a
    while, but not yet; what is to be closed in the end goes onto the stack.
    """

    def choose(name: str, value: str) -> None:
        try:
            settings.set(name, value)
        except AppError as error:
            say(str(error))

    def why(model: Model) -> str:
        return room.router.sentence(model, Rung(settings.current.device.name, load_options(settings.current)))

    downloads = Downloads(Store(folder(paths.models)))
    stack.callback(downloads.close)
    getting = Getting(settings, catalogue, downloads, partial(advice, catalogue, room.router), say)
    later(getting.prepare)
    models = ModelOffer(settings, catalogue, standings, getting, why=why, choose=choose)
    stack.callback(models.close)
    recent = RecentOffer(history, copy, say)
    stack.callback(recent.close)
    return {
        "microphone": MicrophoneOffer(settings, microphones, choose),
        "model": models,
        "language": LanguageOffer(settings, lambda: models.current, choose),
        "recent": recent,
    }
