"""Looks up what there is to show of all Models."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from asrpro import backends
from asrpro.catalog import engines
from asrpro.catalog.settling import preferred, ready
from asrpro.catalog.sizes import spelled, taken
from asrpro.domain import Model, State
from asrpro.i18n import _, ngettext
from asrpro.runtime.lacking import lacking
from asrpro.transcription.leaving import Chosen
from asrpro.transcription.request import load_options
from asrpro.ui import languages
from asrpro.ui.models.item import Act, Item, Seen, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.recommending import Recommendation
    from asrpro.catalog.settling import Surroundings
    from asrpro.catalog.store import Store, Stored
    from asrpro.domain import Standing
    from asrpro.errors import AppError
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.page import Tone

    Lacks: TypeAlias = Callable[[str], str]
    """Why a Backend cannot work, and what to do; nothing where it can."""

STATES: Final[dict[State, tuple[str, Tone]]] = {
    State.ABSENT: ("", "plain"),
    State.DOWNLOADING: (_("Downloading"), "accent"),
    State.PRESENT: (_("On disk"), "plain"),
    State.LOADING: (_("Loading"), "accent"),
    State.READY: (_("In memory"), "good"),
    State.IN_USE: (_("In use"), "good"),
    State.ERROR: (_("Cannot be used"), "bad"),
}
_LACKING: Final[tuple[str, Tone]] = _("Cannot be used here"), "bad"
"""What is said of one that is here and whose engine is not."""
_MB: Final = 1_000_000


class Looking:
    """Reads the disk, but no weights; to be asked on a thread that may wait."""

    def __init__(self, settings: SettingsFile, catalogue: Catalogue, standings: Standings, store: Store) -> None:
        """Ask nothing yet."""
        self._settings = settings
        self._catalogue = catalogue
        self._standings = standings
        self._store = store

    def look(self, recommended: Sequence[Recommendation], newer: frozenset[tuple[str, str]]) -> Seen:
        """All Models: the best one for this computer first, then those that are here.

        `newer` are those of which there is an update, by Backend and id.
        """
        stored = self._store.all()
        reasons = {one.model.id: one.speed for one in recommended}
        options = load_options(self._settings.current)
        lacks = cache(lambda name: str(lacking(name, options) or ""))
        items = [*self._known(stored, reasons, newer, lacks), *self._older(stored), *self._own(lacks)]
        best = next(iter(reasons), "")
        order = {name: at for at, name in enumerate(reasons)}
        items.sort(key=lambda one: (one.id != best, one.shelf, order.get(one.id, len(order))))
        places = tuple(map(str, self._store.folders()))
        here = frozenset(filter(self._catalogue.around.works, backends.names()))
        return Seen(tuple(items), self._store.taken(), str(self._store.folder), here, places)

    def _known(
        self, stored: Sequence[Stored], reasons: dict[str, str], newer: frozenset[tuple[str, str]], lacks: Lacks
    ) -> Iterator[Item]:
        """Those of the catalogue."""
        known = self._catalogue.known(self._settings.current.model.name)
        chosen = known.id if known else ""
        best = next(iter(reasons), "")
        coming = {one.id for one in self._standings.coming()}
        for entry in self._catalogue.entries.values():
            here = [one for one in stored if one.model == entry.id]
            updates = tuple(one.backend for one in here if (one.backend, entry.id) in newer)
            standing = self._standings.of(entry)
            missing = "" if standing.state.in_memory else self._missing(entry, lacks)
            absent = standing.state in (State.ABSENT, State.DOWNLOADING) and not here
            shelf = Shelf.HERE if not absent else Shelf.USELESS if missing else Shelf.ELSEWHERE
            state, tone = STATES[standing.state]
            if standing.state is State.PRESENT and not here:
                state = _("Built in")
            if missing and standing.state is State.PRESENT:
                state, tone = _LACKING
            part = 0 if entry.id in coming else self._store.gathered(entry.id)
            if part and standing.state is State.ABSENT:
                state = _("Interrupted")
            if standing.state is State.ABSENT and standing.reason:
                state, tone = _("Download failed"), "bad"
            acts = _acts(
                standing,
                here=bool(here) or standing.damaged,
                part=bool(part),
                chosen=entry.id == chosen,
                newer=bool(updates),
                runs=not missing,
            )
            yield Item(
                entry.id,
                entry.title,
                Shelf.RECOMMENDED if entry.id == best else shelf,
                state,
                tone,
                summary=self._summary(entry) if absent else entry.summary,
                facts=_facts(entry, here, part, absent=absent, around=self._catalogue.around),
                why=missing or reasons.get(entry.id, ""),
                trouble=standing.reason,
                chosen=entry.id == chosen,
                able=not (absent or missing or standing.state is State.ERROR),
                size=part + (sum(one.size for one in here) if here else self._store.left(entry.id)),
                newer=updates,
                acts=acts,
            )

    def _summary(self, entry: Model) -> str:
        """What is said of one that would be downloaded, with what is to be known before that."""
        form = preferred(entry, self._catalogue.around)
        return f"{entry.summary} {form.note}".strip() if form else entry.summary

    def _missing(self, entry: Model, lacks: Lacks) -> str:
        """What one of the catalogue lacks to be used in the form that is here, or would be had; nothing if nothing."""
        around = self._catalogue.around
        form = ready(entry, around) or preferred(entry, around)
        return lacks(form.backend) if form else _("This version of the program has no engine for it.")

    def _older(self, stored: Sequence[Stored]) -> Iterator[Item]:
        """What an older version of the program downloaded, and this one does not know."""
        for name in sorted({one.model for one in stored} - self._catalogue.entries.keys()):
            size = sum(one.size for one in stored if one.model == name)
            why = _("This version of the program does not know it.")
            state, tone = STATES[State.PRESENT]
            acts = frozenset[Act](("delete",))
            yield Item(name, name, Shelf.USELESS, state, tone, facts=spelled(size), why=why, size=size, acts=acts)

    def _own(self, lacks: Lacks) -> Iterator[Item]:
        """The user's own, by their names; and the chosen one, where it has none."""
        name, own = self._settings.current.model.name, self._catalogue.own
        chosen = Chosen(self._catalogue, name)
        for called, found in own.items():
            yield self._one_of_own(called, found, lacks, chosen=called == chosen.id, named=True)
        if chosen.pointed and chosen.id not in own:
            yield self._one_of_own(name, chosen.pointed, lacks, chosen=True, named=False)

    def _one_of_own(self, name: str, found: Model | AppError, lacks: Lacks, *, chosen: bool, named: bool) -> Item:
        acts: set[Act] = {"forget"} if named else set()
        standing = self._standings.of(found)
        state, tone = STATES[standing.state]
        if not isinstance(found, Model):
            why = standing.reason
            return Item(
                name, name, Shelf.HERE, state, tone, trouble=why, chosen=chosen, able=False, acts=frozenset(acts)
            )
        if standing.state is State.PRESENT:
            state = _("On a server") if found.address else _("Yours")
        missing = "" if standing.state.in_memory else lacks(found.backend)
        if missing and standing.state is State.PRESENT:
            state, tone = _LACKING
        acts |= _acts(standing, here=False, part=False, chosen=chosen, newer=False, runs=not missing)
        size = taken(found.path) if found.path else None
        engine = "" if found.address else engines.title(found.backend)
        facts = _spoken(found), spelled(size) if size else "", engine
        return Item(
            name,
            found.title,
            Shelf.SERVER if found.address else Shelf.HERE,
            state,
            tone,
            summary=found.summary if found.address else str(found.path),
            facts=" · ".join(filter(None, facts)),
            why=missing,
            trouble=standing.reason,
            chosen=chosen,
            able=not (missing or standing.state is State.ERROR),
            acts=frozenset(acts),
        )


def _acts(standing: Standing, *, here: bool, part: bool, chosen: bool, newer: bool, runs: bool) -> frozenset[Act]:
    """What can be done with one that is here, or a part of it."""
    if standing.state is State.DOWNLOADING:  # who joins the download of another process sees how far it is
        possible: dict[Act, bool] = {"download": runs and not here}
    elif standing.state is State.ABSENT:
        possible = {"download": runs and not here, "delete": here or part}
    else:
        possible = {
            "use": runs and not chosen,
            "again": runs and here and standing.damaged,
            "unload": standing.state is State.READY,
            "delete": here,
            "update": runs and newer,
        }
    return frozenset(act for act, can in possible.items() if can)


def _facts(entry: Model, here: Sequence[Stored], part: int, *, absent: bool, around: Surroundings) -> str:
    """As in "25 languages · 680 MB · needs 1.2 GB of memory · ONNX Runtime"."""
    wanted = preferred(entry, around)
    size = sum(one.size for one in here) if here else wanted.size if wanted else None
    names = [one.backend for one in here] or ([wanted.backend] if wanted else [])
    memory = _("needs {memory} of memory").format(memory=spelled(entry.ram * _MB)) if entry.ram else ""
    return " · ".join(filter(None, (
        _spoken(entry),
        spelled(size) if size else _("size not known") if absent and wanted else "",
        _part(part, here=bool(here)),
        memory,
        ", ".join(map(engines.title, names)),
    )))  # fmt: skip


def _part(size: int, *, here: bool) -> str:
    """What came of a download that was interrupted; beside what is here that is of an update, or another form."""
    if not size:
        return ""
    text = _("{size} of an unfinished download") if here else _("{size} of it are here")
    return text.format(size=spelled(size))


def _spoken(model: Model) -> str:
    """The languages it understands."""
    many = len(model.languages)
    if many == 1:
        return languages.named(model.languages[0])
    return ngettext("{count} language", "{count} languages", many).format(count=many) if many else ""
