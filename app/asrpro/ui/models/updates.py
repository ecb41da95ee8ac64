"""Which Models that are here have newer files at the hub; nobody is asked before people want to know."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from asrpro.catalog import orders
from asrpro.errors import AppError
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads

log = logging.getLogger(__name__)


class Updates:
    """What was found at the last look."""

    def __init__(self, catalogue: Catalogue, downloads: Downloads, say: Callable[[str], None]) -> None:
        """Ask nobody yet; `say` is told sentences for people, on any thread."""
        self._catalogue = catalogue
        self._downloads = downloads
        self._say = say
        self._known: frozenset[tuple[str, str]] = frozenset()
        self._looking: threading.Thread | None = None

    @property
    def looking(self) -> bool:
        """Whether the hub is being asked."""
        return self._looking is not None

    @property
    def known(self) -> frozenset[tuple[str, str]]:
        """Those that can be updated, by Backend and id."""
        return self._known

    def look(self, done: Callable[[], None] = lambda: None) -> None:
        """Ask the hub about all that are here, on another thread; `done` is called there when that is over."""
        if self._looking is None:
            self._looking = threading.Thread(target=self._work, args=(done,), name="updates", daemon=True)
            self._looking.start()

    def forget(self, backend: str, name: str) -> None:
        """Know nothing of one form of a Model any more."""
        self._known -= {(backend, name)}

    def _work(self, done: Callable[[], None]) -> None:
        try:
            self._say(self._found())
        except Exception:
            log.exception("the look for updates failed")
            self._say(_("Updates could not be looked for; the log says why."))
        finally:
            self._looking = None
            done()

    def _found(self) -> str:
        """Look at each, and say what came of it; one that cannot be looked at keeps no other one from that."""
        store = self._downloads.store
        here = [(entry, one) for entry in self._catalogue.entries.values() for one in orders.stored(store, entry)]
        if not here:
            return _("No model was downloaded yet, so there is nothing to update.")
        newer, failed = dict[tuple[str, str], str](), dict[str, list[str]]()
        for entry, one in here:
            try:
                if self._downloads.has_update(orders.again(entry, one)):
                    newer[one.backend, one.model] = entry.title
            except AppError as error:
                failed.setdefault(str(error), []).append(entry.title)
            except Exception:
                log.exception("the look for an update failed by a mistake of the program's own")
                failed.setdefault(_("It could not be asked about; the log says why."), []).append(entry.title)
        self._known = frozenset(newer)
        return " ".join([*_told(newer), *_lacking(failed, len(here))]) or _("All models are the newest.")


def _told(newer: Mapping[tuple[str, str], str]) -> list[str]:
    titles = dict.fromkeys(newer.values())
    told = ngettext("There is an update of {models}.", "There are updates of {models}.", len(newer))
    return [told.format(models=", ".join(titles))] if titles else []


def _lacking(failed: Mapping[str, Sequence[str]], many: int) -> list[str]:
    """Why some could not be looked at; where that is the same of all, as without a network, no names are told."""
    if any(len(titles) == many for titles in failed.values()):
        return [*failed]
    return [f"{', '.join(dict.fromkeys(titles))}: {why}" for why, titles in failed.items()]
