"""Models in the tray: what is offered of them in the menu, what comes, and their window."""

from __future__ import annotations

import importlib
import threading
from functools import partial
from typing import TYPE_CHECKING

from asrpro.catalog import engines, orders
from asrpro.runtime.advice import advice
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.first_load import prove
from asrpro.runtime.ladder import Rung
from asrpro.transcription.request import load_options
from asrpro.ui.models.getting import Getting
from asrpro.ui.offers.getting import GettingOffer
from asrpro.ui.offers.models import ModelOffer

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.store import Stored
    from asrpro.domain import Model
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.models.window import ModelsWindow
    from asrpro.ui.theme import Theme

    Say = Callable[[str], None]
    Post = Callable[[Callable[[], None]], None]


class Models:
    """All that the tray does with them."""

    def __init__(  # noqa: PLR0913 - it joins all of these
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        room: EngineRoom,
        downloads: Downloads,
        standings: Standings,
        theme: Theme,
        *,
        say: Say,
        post: Post,
        stack: contextlib.ExitStack,
    ) -> None:
        """`say` is told sentences for people on any thread; what is to be closed in the end goes onto the stack."""
        self._settings, self._catalogue, self._room, self._standings = settings, catalogue, room, standings
        self._theme, self._say, self._post = theme, say, post
        self._downloads = downloads
        told = partial(advice, catalogue, room.router)
        self.getting = Getting(settings, catalogue, self._downloads, told, prove=self._prove, say=say)
        stack.callback(self.getting.close)
        self._window: ModelsWindow | None = None
        stack.callback(self._close)

    def offer(self, choose: Callable[[str, str], None]) -> ModelOffer:
        """The submenu; `choose` is told a setting's name and its new value."""
        getting = GettingOffer(self._catalogue, self.getting)
        return ModelOffer(
            self._settings, self._catalogue, self._standings, getting, why=self._why, choose=choose, manage=self.show
        )

    def show(self) -> None:
        """Show the window."""
        if self._window is None:
            # By name: nobody's start shall wait for it.
            make = importlib.import_module("asrpro.boot.model_window").model_window
            parts = (self._settings, self._catalogue, self._standings, self._downloads, self.getting, self._theme)
            self._window = make(*parts, say=self._say, post=self._post)
        self._window.come()

    def settings_changed(self) -> None:
        """Have the window, where it is open, show what is chosen now, and what suits that."""
        if self._window:
            self._window.page.changed()
            self._window.page.advise()

    def devices_known(self) -> None:
        """Find out once more what is recommended: something was found out of the computer."""
        self.getting.advise_anew()
        if self._window:
            self._window.page.advise()

    def _close(self) -> None:
        if self._window:
            self._window.end()
            self._window = None

    def _why(self, model: Model) -> str:
        settings = self._settings.current
        asked = Rung(settings.device.name, load_options(settings))
        return self._room.router.route(model, asked).place(engines.title(model.backend))

    def _prove(self, entry: Model, found: Stored) -> bool:
        """Load an update in a room of its own; False where the one before it is at work: who loads it next tries it."""
        if not self._standings.renew(entry):
            return False
        settings, model = self._settings.current, orders.loadable(entry, found)
        room = EngineRoom(_start_thread)
        try:
            prove(room, model, settings.device.name, load_options(settings))
        finally:
            room.close()
        return True


def _start_thread(serve: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=serve, name="proving", daemon=True)
    thread.start()
    return thread
