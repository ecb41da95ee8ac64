"""What the program offers: which families of Models each engine runs, on which devices, and what of it CI hears."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro import backends, paths
from asrpro.catalog import engines
from asrpro.catalog.catalogue import Catalogue
from backends.made import ROWS
from backends.vouched import KNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from asrpro.domain import Backend
    from backends.vouched import Known
    from matrix.evidence import Book

    Tried = Mapping[tuple[str, str], str]
    """Pairs of a Backend and a family that the suite over all Backends has in CI, and what it leaves out of each."""

KINDS: Final = {
    "Speech-to-text": frozenset(("transcribe", "translate")),
    "Text-to-speech": frozenset(("speak",)),
    "Language models": frozenset(("chat",)),
    "Vision": frozenset(("see",)),
    "Embeddings": frozenset(("embed",)),
}
"""What programs of this kind do, by the tasks that the catalogue has for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine for a family of Models."""

    family: str
    engine: str
    title: str
    devices: tuple[str, ...]
    """Those it serves, best first; none where the engine is not part of this version."""
    pointed: bool = False
    """Whether the catalogue has Models for the engine, but none of the family: it hears what it is pointed at."""


def offers(kind: str, catalogue: Catalogue, book: Book, tried: Tried, here: Iterable[Backend]) -> list[Offer]:
    """What there is of a kind, in the catalogue's order and, within a family, the best engine first."""
    known = {backend.name: backend for backend in here}
    pairs: dict[str, set[str]] = defaultdict(set)
    for model in catalogue.entries.values():
        if KINDS[kind].intersection(model.tasks):
            pairs[model.family].update(variant.backend for variant in model.variants)
    if kind == "Speech-to-text":  # the only one that anything is tried for
        for name, family in tried:
            pairs[family].add(name)
        for line in book.lines:
            for family in line.families:
                pairs[family].add(line.backend)
    told = {(one.backend, model.family) for model in catalogue.entries.values() for one in model.variants}
    return [
        _offer(family, name, known.get(name), told)
        for family, names in pairs.items()
        for name in sorted(names, key=engines.rank)
    ]


def _offer(family: str, name: str, here: Backend | None, told: Collection[tuple[str, str]]) -> Offer:
    """An engine for a family; `told` are the pairs of the two that the catalogue has Models of."""
    # Of a server's Models there is none in the catalogue, and no folder.
    pointed = (name, family) not in told and any(backend == name for backend, _family in told)
    return Offer(
        family, name, here.title if here else engines.title(name), here.devices if here else (), pointed=pointed
    )


def tried_in_ci() -> Tried:
    """What the suite is put to where no gigabytes of packages are; each with what is left out of it, in words."""
    rows: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for known in ROWS.values():
        if known.backend in KNOWN and not known.stand_in:
            rows[known.backend, known.family].append(known)
    return {pair: _left_out(found) for pair, found in rows.items()}


def _left_out(rows: list[Known]) -> str:
    if not any(known.hears for known in rows):
        return "words not tested here"
    if all(known.slowest for known in rows):
        return "a sample, all of it in `make soak`"
    return "ten minutes of sound in `make soak`" if all(known.long for known in rows) else ""


def everything() -> tuple[Catalogue, list[Backend]]:
    """The catalogue and the Backends as they are."""
    return Catalogue(paths.catalogue()), [backends.backend(name) for name in backends.names()]
