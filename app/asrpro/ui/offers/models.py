"""The Models that can be picked."""

from __future__ import annotations

import textwrap
from pathlib import PurePath
from typing import TYPE_CHECKING

from asrpro.catalog.nearest import LONGEST, is_path
from asrpro.catalog.sizes import spelled, taken
from asrpro.domain import Model, State
from asrpro.errors import AppError, ModelDamaged
from asrpro.i18n import _
from asrpro.runtime.lacking import lacking
from asrpro.transcription.request import load_options
from asrpro.ui.later import Later
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Standing
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.offers.getting import GettingOffer

_STATES = {
    State.DOWNLOADING: _("downloading"),
    State.LOADING: _("loading"),
    State.READY: _("in memory"),
    State.IN_USE: _("in use"),
    State.ERROR: _("cannot be used"),
}
_LINE = 48
"""Letters of a line that says why the chosen one runs so: no longer than most entries, which it would move apart."""
MANAGE = ":manage"
UNLOAD = ":unload"
"""What else can be done here; no Model is called so."""


class ModelOffer:
    """Those of the catalogue that are here or come, the user's own, and the chosen one wherever it lies."""

    def __init__(  # noqa: PLR0913 - what is offered, how it stands, and what is done
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        standings: Standings,
        getting: GettingOffer,
        *,
        why: Callable[[Model], str],
        use: Callable[[str], None],
        manage: Callable[[], None],
    ) -> None:
        """`why` tells, after a while, what a Model runs on; `use` has the one of a name hear dictations from then on.

        `manage` shows the window of Models.
        """
        self._settings = settings
        self._catalogue = catalogue
        self._standings = standings
        self._getting = getting
        self._why = Later(why, "")
        self._own: Later[None, Mapping[str, Model | AppError]] = Later(lambda _key: catalogue.own, {})
        self._pointed: Later[str, Model | AppError | None] = Later(catalogue.found, None)
        self._places: dict[str, None] = {}
        """What the settings have named by its place, in that order: one may want to go back to it."""
        standings.listen(self._changed)
        self._use = use
        self._manage = manage
        self._sizes: dict[Model, str] = {}

    @property
    def current(self) -> Model | None:
        """The one that is chosen; None where it cannot be used."""
        found = self._chosen(self._own.of(None))
        return found if isinstance(found, Model) else None

    def _chosen(self, owned: Mapping[str, Model | AppError]) -> Model | AppError:
        """The one that is chosen, or why it cannot be used; `owned` are the user's own by name."""
        name = self._settings.newest.model.name
        if self._catalogue.known(name):
            return self._catalogue.ready(name) or self._catalogue.found(name)
        if own := owned.get(self._catalogue.id_of(name)):
            return own
        found = self._pointed.of(name)
        if found is None:  # not known yet
            found = self._catalogue.found(name)
        if not isinstance(found, Model):
            return found
        self._places[name] = None
        return owned.get(found.id, found)

    def choices(self) -> Sequence[Sequence[Choice]]:
        """Each with its size and how near to use it is; then what else can be done, and why the chosen one runs so."""
        owned, known = self._own.of(None), dict(self._catalogue.models)
        chosen = self._chosen(owned)
        current = chosen if isinstance(chosen, Model) else None
        if current and self._catalogue.known(self._settings.current.model.name):
            known[current.id] = current  # which may be another form than the best one
        own = {name: one for name, one in owned.items() if isinstance(one, Model)}
        pointed = self._by_place(current, {**known, **own})
        here = {**known, **own, **pointed}
        models = [self._choice(name, model, model == current) for name, model in here.items()]
        ours = self._getting.coming()
        others = [
            Choice(entry.id, entry.title, beside=_STATES[State.DOWNLOADING], enabled=False)
            for entry in self._standings.coming()
            if entry.id not in {**known, **ours}
        ]
        told = self._why.of(current) if current and self._standings.of(current).device else ""
        offered = tuple(self._getting.offered(known))
        rest = [
            *([Choice("", _("Download"), more=offered)] if offered else []),
            Choice(MANAGE, _("Models...")),
            Choice(UNLOAD, _("Unload now"), enabled=self._standings.idle),
        ]
        why = [Choice("", line, enabled=False) for line in textwrap.wrap(told, _LINE)]
        missing = [self._missing(chosen)] if isinstance(chosen, AppError) else []
        coming = {*ours, *(one.name for one in others)}
        return [*(one for one in missing if one.name not in coming), *models, *ours.values(), *others], rest, why

    def _by_place(self, current: Model | None, others: Mapping[str, Model]) -> dict[str, Model]:
        """Those that have no name, by their places: the chosen one, and such as were and can be used still."""
        chosen, pointed = self._settings.current.model.name, {}
        for name in self._places:
            found = current if name == chosen else self._pointed.of(name)
            if not isinstance(found, Model) or found.id in others:
                continue
            if name == chosen or self._standings.of(found).state is not State.ERROR:
                pointed[name] = found
        return pointed

    def choose(self, name: str) -> None:
        """Have dictations recognised by this one from now on, or do what the entry says."""
        if self._getting.choose(name):
            return
        if name == UNLOAD:
            self._standings.unload()
        elif name == MANAGE:
            self._manage()
        elif name:
            self._use(name)

    def renew(self, name: str) -> None:
        """Look into the user's own now, which may take a while, if this is the name of one or was."""
        if name not in self._catalogue.entries or name in self._own.last(None):
            self._own.renew(None)

    def close(self) -> None:
        """Ask for nothing more."""
        self._why.close()
        self._own.close()
        self._pointed.close()

    def _changed(self, name: str, standing: Standing) -> None:
        """Have the user's own looked for before somebody opens the menu, where one of them came, went or is another."""
        if name not in self._catalogue.entries and not standing.state.in_memory:
            self._own.tell(None)

    def _choice(self, name: str, model: Model, current: bool) -> Choice:  # noqa: FBT001 - as in Choice
        """One that nothing here could run cannot be picked; the window of Models says why."""
        told = self._standings.of(model)
        able = told.state.in_memory or not lacking(model.backend, load_options(self._settings.current))
        words = _STATES.get(told.state, "") if able else _("cannot be used here")
        where = _("on a server") if model.address else self._size(model)
        return Choice(name, model.title, current, ", ".join(filter(None, (where, words))), enabled=able)

    def _missing(self, why: AppError) -> Choice:
        """The chosen one where it cannot be used: people see what they have chosen all the same."""
        name = self._settings.current.model.name
        known, called = self._catalogue.known(name), self._catalogue.id_of(name)
        title = known.title if known else (PurePath(name).name if is_path(name) else "") or name
        if called in self._catalogue.named:
            name = title = called
        lost = known is None or isinstance(why, ModelDamaged) or not known.recognises
        words = _STATES[State.ERROR] if lost else _("not downloaded")
        return Choice(known.id if known else name, title[:LONGEST], current=True, beside=words, enabled=False)

    def _size(self, model: Model) -> str:
        """What it takes on the disk; empty for one that lies inside a package, or cannot be looked at."""
        if model not in self._sizes:
            size = taken(model.path) if model.path else None
            if size is None:
                return ""
            self._sizes[model] = spelled(size)
        return self._sizes[model]
