"""Models in the tray: what is offered of them in the menu, what comes, and their window."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING

from asrpro.boot.chosen import tell_missing
from asrpro.boot.residing import look_at_devices
from asrpro.catalog import engines, orders
from asrpro.runtime.advice import advice
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.first_load import prove
from asrpro.transcription.request import asked, load_options
from asrpro.ui.models.choosing import Choosing
from asrpro.ui.models.getting import Getting
from asrpro.ui.offers.getting import GettingOffer
from asrpro.ui.offers.models import ModelOffer

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.recommending import Recommendation
    from asrpro.catalog.store import Stored
    from asrpro.dictation.dictation import Dictation
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
        dictation: Dictation,
        say: Say,
        post: Post,
        stack: contextlib.ExitStack,
    ) -> None:
        """`say` is told sentences for people on any thread; what is to be closed in the end goes onto the stack."""
        self._settings, self._catalogue, self._room, self._standings = settings, catalogue, room, standings
        self._theme, self._say, self._post = theme, say, post
        self._downloads = downloads
        self._engines = settings.current.engines
        self.getting = Getting(settings, catalogue, self._downloads, self._advice, prove=self._prove, say=say)
        stack.callback(self.getting.close)
        self._choosing = Choosing(settings, catalogue, dictation.status, say=say, tell=dictation.tell)
        self._window: ModelsWindow | None = None
        self._offered: ModelOffer | None = None
        self._looked: Future[None] | None = None
        stack.callback(self._close)

    def offer(self) -> ModelOffer:
        """The submenu."""
        getting, use = GettingOffer(self._catalogue, self.getting, self._say), self._choosing.use
        known = self._settings, self._catalogue, self._standings
        self._offered = ModelOffer(*known, getting, why=self._why, use=use, manage=self.show)
        return self._offered

    def heed(self, name: str, then: Callable[[bool], None]) -> None:
        """Go by what another process has done to a Model of this id, be it to its files or to its name.

        `then` is called after that, on another thread, with whether nobody uses what was loaded of it before.
        """
        free = self._standings.replaced(name)

        def look() -> None:
            try:
                self._standings.changed(name)
                if self._offered:
                    self._offered.renew(name)
            finally:
                then(free)

        # One of the user's own may lie far away.
        threading.Thread(target=look, name="heed", daemon=True).start()

    def show(self) -> None:
        """Show the window."""
        if self._window is None:
            # By name: nobody's start shall wait for it.
            make = importlib.import_module("asrpro.boot.model_window").model_window
            known = self._settings, self._catalogue, self._standings, self._downloads
            self._window = make(
                *known, self.getting, self._theme, choosing=self._choosing, say=self._say, post=self._post
            )
        self._window.come()

    def settings_changed(self) -> None:
        """Have the window, where it is open, show what is chosen now, and what suits that."""
        now = self._settings.current.engines
        if now != self._engines:
            self._engines = now
            self.getting.advise_anew()
        if self._window:
            self._window.page.changed()
            self._window.page.advise()

    def look(self) -> None:
        """Have the devices looked at, once, after which what is recommended is found out once more.

        That the chosen Model is not there is told.
        """
        tell_missing(self._catalogue, self._settings.current.model.name, self._say)
        self._looked = look_at_devices(self._room.router.look)
        self._looked.add_done_callback(lambda _looked: self._post(self._devices_known))

    def advised(self, then: Callable[[Sequence[Recommendation]], None]) -> None:
        """Have a function called with what is recommended, on any thread, as soon as the devices were looked at."""
        if self._looked:
            self._looked.add_done_callback(lambda _looked: self._post(lambda: self.getting.advised(then)))

    def _advice(self, language: str) -> list[Recommendation]:
        return advice(self._catalogue, self._room.router, language)

    def _devices_known(self) -> None:
        self.getting.advise_anew()
        if self._window:
            self._window.page.advise()

    def _close(self) -> None:
        if self._window:
            self._window.end()
            self._window = None

    def _why(self, model: Model) -> str:
        return self._room.router.route(model, asked(self._settings.current)).place(engines.title(model.backend))

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
