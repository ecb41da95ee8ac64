"""What the program offers: which families of Models each engine runs, on which devices, and what of it CI hears."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro import backends, paths
from asrpro.catalog import engines
from asrpro.catalog.catalogue import Catalogue
from backends.vouched import KNOWN, forms
from fixtures.speech import unpack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.domain import Backend, Model
    from matrix.evidence import Book

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


def offers(kind: str, catalogue: Catalogue, book: Book, here: Iterable[Backend]) -> list[Offer]:
    """What there is of a kind, in the catalogue's order and, within a family, the best engine first."""
    known = {backend.name: backend for backend in here}
    pairs: dict[str, set[str]] = defaultdict(set)
    for model in catalogue.entries.values():
        if KINDS[kind].intersection(model.tasks):
            pairs[model.family].update(variant.backend for variant in model.variants)
    if kind == "Speech-to-text":  # the only one that anything is tried for
        for line in book.lines:
            for family in line.families:
                pairs[family].add(line.backend)
    return [
        _offer(family, name, known.get(name))
        for family, names in pairs.items()
        for name in sorted(names, key=engines.rank)
    ]


def _offer(family: str, name: str, here: Backend | None) -> Offer:
    return Offer(family, name, here.title if here else engines.title(name), here.devices if here else ())


def heard_in_ci() -> frozenset[tuple[str, str]]:
    """Backends, each with the family of the Model that the suite over all Backends has it hear with, itself."""
    with tempfile.TemporaryDirectory() as folder:
        # What says words of its own is not made: a line of evidence tells of it.
        unpacked = forms(*(unpack(name, Path(folder)) for name in ("whisper", "whisper-forms")), Path(folder))
        trained = {name: known for name, known in KNOWN.items() if known.hears and not known.stand_in}
        models: dict[str, Model] = {name: known.model(unpacked) for name, known in trained.items()}
    return frozenset((name, model.family) for name, model in models.items())


def everything() -> tuple[Catalogue, list[Backend]]:
    """The catalogue and the Backends as they are."""
    return Catalogue(paths.catalogue()), [backends.backend(name) for name in backends.names()]
