"""How near to use each Model is: the one place that is asked for it, by tray, windows and commands."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from asrpro.catalog import mending
from asrpro.catalog.settling import forms, ready
from asrpro.domain import Standing, State
from asrpro.errors import AppError, followed

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Download, Downloads
    from asrpro.domain import Model
    from asrpro.runtime.residency import Residency

    Listener: TypeAlias = "Callable[[str, Standing], None]"


class Standings:
    """What the Residency knows of a Model in memory, and the Downloads and the disk of one that is not."""

    def __init__(self, residency: Residency | None, catalogue: Catalogue, downloads: Downloads) -> None:
        """Ask nothing yet; a command, which keeps nothing in memory, has no Residency."""
        self._residency = residency
        self._catalogue = catalogue
        self._downloads = downloads
        self._listeners: list[Listener] = []
        self._telling = threading.RLock()
        downloads.listen(self._heard)
        if residency:
            residency.listen(lambda model, standing: self._tell(model.id, _told_of(model, standing)))

    def listen(self, listener: Listener) -> None:
        """Have a function called with the id of each Model that this process does something with, and how it stands.

        It is called on any thread and not for long, whenever one is fetched, deleted, added to the list, loaded, used,
        let go of, or when one of these fails. How far a download is, that has to be asked; what other processes do is
        seen on the disk.
        """
        self._listeners.append(listener)

    def changed(self, name: str) -> None:
        """Have the listeners told of a Model whose files or whose name came or went."""
        with self._telling:  # so that what is told last is how it stands
            found = self._catalogue.entries.get(name) or self._catalogue.found(name)
            self._tell(name, Standing(State.ABSENT) if isinstance(found, AppError) else self.of(found))

    def _heard(self, download: Download) -> None:
        """Of files that came or were mended; an update of them is loaded before it is told of."""
        if download.brought and not download.renewed:
            self.replaced(download.order.model)
        self.changed(download.order.model)

    def forgive(self, name: str) -> None:
        """Tell no more why this one did not come: it was deleted."""
        self._downloads.forget_failure(name)

    def _tell(self, name: str, standing: Standing) -> None:
        for listener in self._listeners:
            listener(name, standing)

    def of(self, model: Model | AppError) -> Standing:
        """That of an entry of the catalogue, or of a Model that was found; looks at the disk, not into files.

        What `Catalogue.own` has instead of a Model that is gone or cannot be read says why that one cannot be used.
        """
        if isinstance(model, AppError):
            return Standing(State.ERROR, reason=followed(model.title, model.hint))
        found = self._found(model)
        # What was found out of devices since may have another form taken next; that in memory is still told of.
        for form in (found, *forms(model)):
            held = self._residency.standing(form) if self._residency else None
            told = _told_of(form, held) if held else None
            if told and told.state is not State.PRESENT:
                with contextlib.suppress(OSError):  # a disk that cannot be looked at leaves it at what was found last
                    told = mending.renewed(form, told)
                why = self._downloads.failure(model.id, update=not told.damaged)
                return replace(told, reason=followed(told.reason, why) if told.damaged else told.reason or why)
        entry = self._catalogue.entries.get(model.id)
        # One that is here can be used while an update or another form of it is on its way.
        if entry and not found.backend and self._is_coming(entry):
            return Standing(State.DOWNLOADING)
        if entry and not found.backend and (fault := mending.broken(entry)):
            why = followed(str(fault), self._downloads.failure(model.id, update=False))
            return Standing(State.ERROR, reason=why, damaged=True)
        state = State.PRESENT if found.backend else State.ABSENT
        return Standing(state, reason=self._downloads.failure(model.id, update=state is State.PRESENT))

    def coming(self) -> list[Model]:
        """Those of the catalogue that are being downloaded, by whatever process."""
        return [entry for entry in self._catalogue.entries.values() if self._is_coming(entry)]

    def all(self) -> dict[str, Standing]:
        """Those of all Models of the catalogue and of others in memory, by their ids."""
        loaded = self._residency.models if self._residency else []
        models = {model.id: model for model in (*loaded, *self._catalogue.entries.values())}
        return {name: self.of(model) for name, model in models.items()}

    @property
    def idle(self) -> bool:
        """Whether there is one in memory that nobody uses."""
        return self._residency is not None and self._residency.idle

    def _is_coming(self, entry: Model) -> bool:
        return any(self._downloads.is_coming(variant.backend, entry.id) for variant in entry.variants)

    def _found(self, model: Model) -> Model:
        """An entry of the catalogue as it can be loaded, where it can be."""
        return (ready(model, self._catalogue.around) or model) if model.variants else model

    def _called(self, name: str) -> list[Model]:
        """The entry of the catalogue of this id; else what is in memory under it, be it a name no more."""
        entry, held = self._catalogue.entries.get(name), self._residency.models if self._residency else []
        return [entry] if entry else [one for one in held if one.id == name]

    def renew(self, entry: Model) -> bool:
        """Have one that was updated loaded anew by whoever needs it next; False where somebody uses the old one."""
        if self._residency is None:
            return True
        gone = [self._residency.renew(one) for one in (self._found(entry), *forms(entry))]
        return all(gone)

    def replaced(self, name: str) -> bool:
        """As `renew`, of the one of this id, be it in the catalogue or the user's own."""
        free = [self.renew(one) for one in self._called(name)]
        return all(free)

    def let_go(self, name: str) -> None:
        """Have the one of this id, the user's own or not, give its memory back, if nobody uses it."""
        for one in self._called(name):
            self.unload(one)

    def unload(self, model: Model | None = None) -> None:
        """Have those that nobody uses give their memory back, or this one alone."""
        for one in (self._found(model), *forms(model)) if model else (None,):
            if self._residency:
                self._residency.unload(one)


def _told_of(model: Model, standing: Standing) -> Standing:
    """The same, but of one at a server, of which nothing is in this computer's memory between two uses."""
    return replace(standing, state=State.PRESENT) if model.address and standing.state is State.READY else standing
