"""Downloads and updates that were begun in the menu or the window of Models, and which Models are recommended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asrpro.catalog import mending, orders
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.runtime.engine_room import check
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.leaving import hears
from asrpro.transcription.request import load_options
from asrpro.ui.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Download, Downloads
    from asrpro.catalog.recommending import Recommendation
    from asrpro.catalog.store import Stored
    from asrpro.domain import Model, Variant
    from asrpro.settings.file import SettingsFile


class Getting:
    """What is under way; whether a Model that has come is used from then on, those who begin its download say."""

    def __init__(
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        downloads: Downloads,
        advice: Callable[[str], list[Recommendation]],
        *,
        prove: Callable[[Model, Stored], bool],
        say: Callable[[str], None],
    ) -> None:
        """Begin nothing yet.

        Args:
            settings: Where the chosen one stands.
            catalogue: All that are known.
            downloads: What fetches them.
            advice: Asked for what suits a language, anew for other devices in the settings; it may take a while.
            prove: Loads an update for a try, on the thread of the Downloads, or says that somebody else will; raises an
                AppError where it cannot be.
            say: Told sentences for people, on any thread.
        """
        self._settings = settings
        self._catalogue = catalogue
        self._downloads = downloads
        self._advice: Later[tuple[str, str], list[Recommendation]] = Later(lambda key: advice(key[0]), [], once=True)
        self._prove = prove
        self._say = say
        self._running: dict[str, Download] = {}
        self._waiting: dict[str, list[str]] = {}
        """Backends whose form of a Model is to be updated after the one that is."""
        self.prepared = False
        """Whether somebody has wanted to know what is recommended."""

    @property
    def running(self) -> Mapping[str, Download]:
        """Those under way, by the ids of their Models."""
        return dict(self._running)

    def prepare(self) -> None:
        """Find out what is recommended, for it to be known when somebody looks."""
        self.prepared = True
        self._advice.of(self._asked)

    def recommended(self) -> list[Recommendation]:
        """What suits this computer and what is spoken, best first; none while that is not known."""
        return self._advice.of(self._asked)

    def recommended_last(self) -> list[Recommendation]:
        """The same as it was found the last time; nothing is waited for."""
        return self._advice.last(self._asked)

    def advised(self, then: Callable[[list[Recommendation]], None]) -> None:
        """Find it out anew, and have a function called with it then, on any thread."""
        self.prepared = True
        self._advice.tell(self._asked, then)

    def advise_anew(self) -> None:
        """Find out once more what is recommended: something was found out of the computer."""
        self._advice.doubt()

    @property
    def _asked(self) -> tuple[str, str]:
        settings = self._settings.current
        return settings.model.language, settings.device.name

    def form(self, entry: Model) -> Variant | None:
        """What of a Model would be fetched; None where nothing would."""
        try:
            return orders.variant(entry, "", self._catalogue.around)
        except AppError:
            return None

    def get(self, name: str, *, over_chosen: bool = True) -> None:
        """Have it here, and use it then unless another one was chosen meanwhile.

        Of one that is here what is damaged comes anew; who is used stays as it is then.

        Args:
            name: its id.
            over_chosen: whether it is used in place of one that somebody has chosen, too, and not only of the one that
                came along.
        """
        entry = self._catalogue.entries[name]
        form = self.form(entry)
        if form and name not in self._running:
            chosen = self._settings.current.model.name
            here = self._downloads.store.find(form.backend, name) is not None
            download = self._downloads.fetch(orders.order(entry, form))
            came = partial(self._came, entry, chosen) if over_chosen else partial(self._came_beside, entry)
            said = partial(_looked_at, entry, download) if here else came
            self._follow(entry, download, said, _("{model} was not downloaded. {reason}"))

    def update(self, name: str, *backends: str, begun: Callable[[str], None] = lambda _backend: None) -> None:
        """Have the newest of one that is here for these Backends; what was before it goes once that has been loaded.

        One comes after the other, whatever became of the one before, until somebody cancels. `begun` is called with
        each Backend as its turn comes, on any thread.
        """
        if name not in self._running:
            self._waiting[name] = [*backends]
            self._update_next(name, begun)

    def _update_next(self, name: str, begun: Callable[[str], None]) -> None:
        entry, found = self._catalogue.entries[name], None
        while found is None:
            waiting = self._waiting.get(name)
            if not waiting:
                return
            backend = waiting.pop(0)
            begun(backend)
            here = orders.stored(self._downloads.store, entry)
            found = next((one for one in here if one.backend == backend), None)
        able = partial(check, backend, load_options(self._settings.current))
        download = self._downloads.update(orders.again(entry, found), partial(self._prove, entry), able)
        said = _("{model} is updated."), _("{model} is the newest.")
        self._follow(
            entry,
            download,
            lambda: said[not download.renewed].format(model=entry.title),
            _("{model} was not updated. {reason}"),
            lambda: self._update_next(name, begun),
        )

    def cancel(self, name: str) -> None:
        """End one; what has arrived is kept for the next time."""
        self._waiting.pop(name, None)
        if download := self._running.get(name):
            download.cancel()

    def close(self) -> None:
        """Ask for nothing more."""
        self._advice.close()

    def _follow(
        self,
        entry: Model,
        download: Download,
        done: Callable[[], str],
        failed: str,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Say what came of it by `done`, or by `failed` why not; do what follows unless somebody cancelled it."""

        def over() -> None:
            if told := self._outcome(entry, download, done, failed):
                self._say(told)
                then()

        self._running[entry.id] = download
        download.future.add_done_callback(lambda _future: over())

    def _outcome(self, entry: Model, download: Download, done: Callable[[], str], failed: str) -> str:
        """The sentence that tells of it, empty where it was cancelled; on the Downloads' thread, or the canceller's."""
        self._running.pop(entry.id, None)
        if download.future.cancelled():
            return ""
        error = download.future.exception()
        if error is None:
            return done()
        reason = str(error) if isinstance(error, AppError) else _("The log says why.")
        return failed.format(model=entry.title, reason=reason)

    def _came(self, entry: Model, chosen: str) -> str:
        """Use it, if what was chosen is chosen still; the sentence that tells of it."""
        if self._settings.current.model.name != chosen:
            return _("{model} is here.").format(model=entry.title)
        return self._use(entry)

    def _came_beside(self, entry: Model) -> str:
        """Use it, if nobody has chosen another one; the sentence that tells of it."""
        if not any(hears(self._settings, self._catalogue, name) for name in (entry.id, DEFAULTS.model.name)):
            return _("{model} is here. Press Use to dictate with it.").format(model=entry.title)
        return self._use(entry)

    def _use(self, entry: Model) -> str:
        """Have it hear dictations; the sentence that tells of it."""
        try:
            self._settings.set("model.name", entry.id)
        except AppError as problem:
            return str(problem)
        return _("{model} is here and hears you from now on.").format(model=entry.title)


def _looked_at(entry: Model, download: Download) -> str:
    """The sentence that tells what was found of one that is here."""
    return mending.mended(entry.title, download.mended) if download.mended else mending.intact(entry.title)
