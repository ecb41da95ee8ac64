"""What is done with Models in their window."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from asrpro.catalog import adding
from asrpro.catalog.deleting import Deletion
from asrpro.catalog.sizes import spelled
from asrpro.domain import State
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.runtime.lacking import lacking
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.leaving import Chosen, hears, leave
from asrpro.transcription.request import load_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.registered import Registered
    from asrpro.catalog.store import Store
    from asrpro.domain import Model
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.models.choosing import Choosing
    from asrpro.ui.models.item import Item

log = logging.getLogger(__name__)


class Managing:
    """Each is done at once, or on a thread of its own; what came of it is said."""

    def __init__(  # noqa: PLR0913 - it changes what all of these know
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        registered: Registered,
        standings: Standings,
        store: Store,
        choosing: Choosing,
        *,
        say: Callable[[str], None],
    ) -> None:
        """`say` is told sentences for people, on any thread."""
        self._settings = settings
        self._catalogue = catalogue
        self._registered = registered
        self._standings = standings
        self._store = store
        self._choosing = choosing
        self._say = say

    def use(self, item: Item) -> None:
        """Have it hear dictations from now on."""
        self._choosing.use(item.id)

    def unload(self, item: Item) -> None:
        """Have it give its memory back."""
        model = self._catalogue.found(item.id)
        if not isinstance(model, AppError):
            self._standings.unload(model)

    def instead(self, item: Item) -> str:
        """Which one would hear dictations once this one is gone; empty where nothing changes for them."""
        if not self._is_chosen(item):
            return ""
        found = self._catalogue.known(DEFAULTS.model.name)
        return found.title if found else DEFAULTS.model.name

    def delete(self, item: Item) -> None:
        """Delete what was downloaded of it, on another thread."""
        model = self._catalogue.known(item.id)
        if model and self._at_work(item, model):
            return
        # Also where its turn has not come, and nothing is locked yet.
        if item.id in [one.id for one in self._standings.coming()]:
            self._say(_("{model} is being downloaded. End the download first.").format(model=item.title))
            return
        threading.Thread(target=self._deleted, args=(item, model), name="delete", daemon=True).start()

    def forget(self, item: Item) -> None:
        """Take the name of one of the user's own away; its files stay."""
        other = self.instead(item)
        try:
            self._leave(item)
            told = adding.forget(self._registered, item.id, item.title)
        except AppError as error:
            self._say(str(error))
        else:
            self._standings.replaced(item.id)
            self._standings.changed(item.id)
            if other:
                told = f"{told} {_('{model} hears you from now on.').format(model=other)}"
            self._say(told)

    def add(self, place: Path, done: Callable[[str | AppError], None]) -> None:
        """Give what lies there a name, if it is a Model; `done` is told it, or why not, on another thread.

        One that has a name keeps it.
        """

        def work() -> None:
            try:
                before = self._registered.names
                found = adding.add(self._catalogue, self._registered, place)
                told = self._listed(found) if found.id in before else self._added(found)
            except AppError as error:
                done(error)
            except Exception:
                log.exception("a model could not be added")
                done(AppError(_("{path} could not be looked at.").format(path=place), _("The log says why.")))
            else:
                self._say(told)
                done(found.id)  # before the change, so that its row comes with what is wanted of it
                self._standings.changed(found.id)

        threading.Thread(target=work, name="add", daemon=True).start()

    def _added(self, model: Model) -> str:
        """What people are told of one that has a name now."""
        if missing := self._missing(model):
            return _("{model} is added, but cannot be used here. {reason}").format(model=model.id, reason=missing)
        if self._hears(model):
            return _("{model} is added. It hears you already.").format(model=model.id)
        return _("{model} is added. Press Use to dictate with it.").format(model=model.id)

    def _listed(self, model: Model) -> str:
        """What people are told of one that had a name before."""
        if missing := self._missing(model):
            told = _("{model} is listed already, but cannot be used here. {reason}")
            return told.format(model=model.id, reason=missing)
        if self._hears(model):
            return _("{model} is listed already. It hears you.").format(model=model.id)
        return _("{model} is listed already. Press Use to dictate with it.").format(model=model.id)

    def _missing(self, model: Model) -> str:
        return str(lacking(model.backend, load_options(self._settings.current)) or "")

    def _hears(self, model: Model) -> bool:
        """Whether dictation goes by it, be that by its name or by its place."""
        return Chosen(self._catalogue, self._settings.current.model.name).id == model.id

    def _deleted(self, item: Item, model: Model | None) -> None:
        try:
            with Deletion(self._store, item.id) as deletion:
                if model:
                    self._standings.unload(model)
                    if self._at_work(item, model):
                        return
                freed = deletion.carry_out(lambda: self._leave(item))
            self._standings.forgive(item.id)
            self._say(_("{model} is deleted: {size} are free again.").format(model=item.title, size=spelled(freed)))
        except AppError as error:
            self._say(str(error))
        finally:
            self._standings.changed(item.id)

    def _at_work(self, item: Item, model: Model) -> bool:
        """Whether somebody uses it, which is said then."""
        busy = self._standings.of(model).state in (State.IN_USE, State.LOADING)
        if busy:
            self._say(_("{model} is at work. It can be deleted once that is over.").format(model=item.title))
        return busy

    def _leave(self, item: Item) -> None:
        """Have the settings go by others; raises AppError."""
        leave(self._settings, self._catalogue, item.id)

    def _is_chosen(self, item: Item) -> bool:
        """Whether dictation goes by it now: that may have changed since it was looked at."""
        return hears(self._settings, self._catalogue, item.id)
