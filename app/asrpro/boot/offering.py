"""What the submenus of the tray offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import AppError
from asrpro.ui.offers.languages import LanguageOffer
from asrpro.ui.offers.microphones import MicrophoneOffer
from asrpro.ui.offers.recent import RecentOffer

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from asrpro.audio.microphones import Microphones
    from asrpro.boot.models import Models
    from asrpro.history.store import History
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.look import Offer


def offers(  # noqa: PLR0913 - there is much to choose from
    settings: SettingsFile,
    models: Models,
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

    offered = models.offer()
    stack.callback(offered.close)
    later(models.getting.prepare)
    recent = RecentOffer(history, copy, say)
    stack.callback(recent.close)
    return {
        "microphone": MicrophoneOffer(settings, microphones, choose),
        "model": offered,
        "language": LanguageOffer(settings, lambda: offered.current, choose),
        "recent": recent,
    }
