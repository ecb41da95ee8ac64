"""Models that are recommended for this computer, to be downloaded, and those that are on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from asrpro.catalog import orders
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.look import Choice
from asrpro.ui.offers.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Download, Downloads
    from asrpro.catalog.recommending import Recommendation
    from asrpro.domain import Model, Variant
    from asrpro.settings.file import SettingsFile

GET = ":get "
CANCEL = ":cancel "
"""What stands before the id of a Model in the name of a Choice."""


class Getting:
    """Downloads that were begun in the menu; one that has come is used from then on."""

    def __init__(
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        downloads: Downloads,
        advice: Callable[[str], list[Recommendation]],
        say: Callable[[str], None],
    ) -> None:
        """`advice` is asked for what suits a language, and may take a while; `say` is told sentences for people."""
        self._settings = settings
        self._catalogue = catalogue
        self._downloads = downloads
        self._advice: Later[str, list[Recommendation]] = Later(advice, [], once=True)
        self._say = say
        self._running: dict[str, Download] = {}
        self._prepared = False

    def prepare(self) -> None:
        """Find out what is recommended, for it to be known when somebody looks."""
        self._prepared = True
        self._advice.of(self._settings.current.model.language)

    def offered(self, here: Container[str]) -> list[Choice]:
        """Those that are recommended and neither here nor on their way, with what comes over the network for each."""
        if not self._prepared:
            return []
        found = [one.model for one in self._advice.of(self._settings.current.model.language)]
        entries = [self._catalogue.entries[model.id] for model in found if model.id not in here]
        return [self._choice(entry) for entry in entries if entry.id not in self._running and self._form(entry)]

    def coming(self) -> dict[str, Choice]:
        """Those on their way, by their ids, with how far they are."""
        return {name: self._headway(name, download) for name, download in list(self._running.items())}

    def choose(self, name: str) -> bool:
        """Begin a download or end one; False where the name says neither."""
        if name.startswith(GET):
            self._get(self._catalogue.entries[name.removeprefix(GET)])
        elif name.startswith(CANCEL):
            if download := self._running.get(name.removeprefix(CANCEL)):
                download.cancel()
        else:
            return False
        return True

    def close(self) -> None:
        """Ask for nothing more."""
        self._advice.close()

    def _get(self, entry: Model) -> None:
        """Have it here, and use it then unless another one was chosen meanwhile."""
        form = self._form(entry)
        if form is None:
            return
        chosen = self._settings.current.model.name
        download = self._running[entry.id] = self._downloads.fetch(orders.order(entry, form))
        download.future.add_done_callback(lambda _future: self._came(entry, download, chosen))

    def _came(self, entry: Model, download: Download, chosen: str) -> None:
        """On the thread of the Downloads, or whichever cancelled it."""
        self._running.pop(entry.id, None)
        if download.future.cancelled():
            return
        error = download.future.exception()
        if isinstance(error, AppError):
            self._say(str(error))
        elif error:
            self._say(_("{model} could not be downloaded; the log says why.").format(model=entry.title))
        elif self._settings.current.model.name == chosen:
            try:
                self._settings.set("model.name", entry.id)
            except AppError as problem:
                self._say(str(problem))
            else:
                self._say(_("{model} is here and hears you from now on.").format(model=entry.title))
        else:
            self._say(_("{model} is here.").format(model=entry.title))

    def _form(self, entry: Model) -> Variant | None:
        try:
            return orders.variant(entry, "", self._catalogue.devices)
        except AppError:
            return None

    def _choice(self, entry: Model) -> Choice:
        form = self._form(entry)
        size = _spelled(form.size) if form and form.size else ""
        return Choice(GET + entry.id, entry.title, beside=size)

    def _headway(self, name: str, download: Download) -> Choice:
        headway = download.headway
        title = _("{model}: waiting").format(model=self._catalogue.entries[name].title)
        if headway.total:
            title = _("{model}: {done} of {total}").format(
                model=self._catalogue.entries[name].title,
                done=_spelled(headway.done),
                total=_spelled(headway.total),
            )
        return Choice(name, title, more=(Choice(CANCEL + name, _("Cancel download")),))


def _spelled(size: int) -> str:
    return QLocale().formattedDataSize(size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
