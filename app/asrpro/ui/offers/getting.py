"""Models that are recommended for this computer, to be downloaded, and those that are on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.catalog.sizes import spelled
from asrpro.i18n import _
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Download
    from asrpro.domain import Model
    from asrpro.ui.models.getting import Getting

GET = ":get "
CANCEL = ":cancel "
"""What stands before the id of a Model in the name of a Choice."""


class GettingOffer:
    """The entries of the menu about them."""

    def __init__(self, catalogue: Catalogue, getting: Getting, say: Callable[[str], None]) -> None:
        """Ask for nothing yet; `say` is told sentences for people."""
        self._catalogue = catalogue
        self._getting = getting
        self._say = say

    def offered(self, here: Container[str]) -> list[Choice]:
        """Those that are recommended and neither here nor on their way, with what comes over the network for each."""
        if not self._getting.prepared:
            return []
        found = [one.model.id for one in self._getting.recommended()]
        entries = [self._catalogue.entries[name] for name in found if name not in here]
        running = self._getting.running
        return [self._choice(entry) for entry in entries if entry.id not in running and self._getting.form(entry)]

    def coming(self) -> dict[str, Choice]:
        """Those on their way, by their ids, with how far they are."""
        return {name: self._headway(name, download) for name, download in self._getting.running.items()}

    def choose(self, name: str) -> bool:
        """Begin a download or end one; False where the name says neither."""
        if name.startswith(GET):
            entry = self._catalogue.entries[name.removeprefix(GET)]
            told = _("{model} is being downloaded. The menu shows how far it is, under Model.")
            self._say(told.format(model=entry.title))
            self._getting.get(entry.id)
        elif name.startswith(CANCEL):
            self._getting.cancel(name.removeprefix(CANCEL))
        else:
            return False
        return True

    def _choice(self, entry: Model) -> Choice:
        form = self._getting.form(entry)
        return Choice(GET + entry.id, entry.title, beside=spelled(form.size) if form and form.size else "")

    def _headway(self, name: str, download: Download) -> Choice:
        title = _("{model}: {headway}").format(model=self._catalogue.entries[name].title, headway=download.headway)
        return Choice(name, title, more=(Choice(CANCEL + name, _("Cancel download")),))
