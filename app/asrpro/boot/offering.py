"""What the submenus of the tray offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import AppError
from asrpro.ui.offers.languages import LanguageOffer
from asrpro.ui.offers.microphones import MicrophoneOffer
from asrpro.ui.offers.models import ModelOffer
from asrpro.ui.offers.recent import RecentOffer

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from asrpro.audio.microphones import Microphones
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.dictation.engines import Engines
    from asrpro.history.store import History
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.look import Offer


def offers(  # noqa: PLR0913 - there is much to choose from
    settings: SettingsFile,
    catalogue: Catalogue,
    engines: Engines,
    microphones: Microphones,
    history: Callable[[], History],
    *,
    copy: Callable[[str], None],
    say: Callable[[str], None],
    stack: contextlib.ExitStack,
) -> dict[str, Offer]:
    """Each by the name of its submenu.

    `copy` is handed a text for the clipboard, and `say` a sentence for people, on any thread; what is to be closed in
    the end goes onto the stack.
    """

    def choose(name: str, value: str) -> None:
        try:
            settings.set(name, value)
        except AppError as error:
            say(str(error))

    models = ModelOffer(settings, catalogue, engines, choose)
    recent = RecentOffer(history, copy, say)
    stack.callback(recent.close)
    return {
        "microphone": MicrophoneOffer(settings, microphones, choose),
        "model": models,
        "language": LanguageOffer(settings, lambda: models.current, choose),
        "recent": recent,
    }
