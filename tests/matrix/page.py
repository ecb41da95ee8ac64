"""The part of docs/runtime-matrix.md that is made of what the program offers and of what was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matrix import offers
from matrix.evidence import CI, NOT_OFFERED, ROOT, SYSTEMS, Unproven
from matrix.offers import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Backend
    from matrix.evidence import Book, Evidence
    from matrix.offers import Offer, Tried

PAGE: Final = ROOT / "docs" / "runtime-matrix.md"
BEGIN: Final = "<!-- made by `make matrix`: change docs/evidence.toml -->"
END: Final = "<!-- end -->"
POINTED: Final = "(only what is pointed at)"
"""What is said of a family that the catalogue has nothing of for an engine."""
_HEAD: Final = "\n".join(
    (f"| models | engine | device | {' | '.join(SYSTEMS.values())} |", f"|---|---|---|{'---|' * len(SYSTEMS)}")
)


class Matrix:
    """Tables of what runs where; every cell is either proven or known not to be."""

    def __init__(self, book: Book, tried: Tried) -> None:
        """Take what was tried, and what the suite over all Backends has in CI, which is on Linux."""
        self._book = book
        self._tried = tried
        self._used: set[Evidence] = set()

    def text(self, catalogue: Catalogue, here: Iterable[Backend]) -> str:
        """The tables of all kinds.

        Raises:
            Unproven: something has no evidence, or some evidence is for nothing.
        """
        backends = list(here)
        tables = []
        offered: set[str] = set()
        for kind in KINDS:
            found = offers.offers(kind, catalogue, self._book, self._tried, backends)
            offered |= {offer.engine for offer in found}
            rows = [row for offer in found for row in self._rows(offer)] or [_row("none", "-", "-", [])]
            tables.append("\n".join((f"### {kind}", "", _HEAD, *rows)))
        if idle := [backend.name for backend in backends if backend.name not in offered]:
            raise Unproven(f"no family of models for {', '.join(idle)}: name one in docs/evidence.toml")
        if idle := [str(line) for line in self._book.lines if line not in self._used]:
            raise Unproven(f"docs/evidence.toml says what nobody needs: {'; '.join(idle)}")
        return "\n\n".join(tables)

    def _rows(self, offer: Offer) -> list[str]:
        family = f"{offer.family} {POINTED}" if offer.pointed else offer.family
        if not offer.devices:
            return [_row(family, offer.title, "-", [])]
        return [
            _row(family, offer.title, device, [self._cell(offer, system, device) for system in SYSTEMS])
            for device in offer.devices
        ]

    def _cell(self, offer: Offer, system: str, device: str) -> str:
        if device not in self._book.devices:
            raise Unproven(f"{offer.title} serves {device}: say in docs/evidence.toml which systems have that")
        if system not in self._book.devices[device]:
            return NOT_OFFERED
        line = self._book.line(offer.engine, offer.family, system, device)
        if (system, device) == ("linux", offer.devices[-1]) and (offer.engine, offer.family) in self._tried:
            noted = line if line and not line.how else None
            self._used.update(filter(None, [noted]))
            return _told(CI, self._tried[offer.engine, offer.family], noted.note if noted else "", apart="; ")
        if line is None or not line.how:
            raise Unproven(
                f"no evidence for {offer.engine} with {offer.family} on {system}, {device}: "
                "add a line to docs/evidence.toml, then `make matrix`"
            )
        self._used.add(line)
        return _told(line.how, str(line.date or ""), line.note)


def _told(how: str, *more: str, apart: str = ", ") -> str:
    said = apart.join(filter(None, more))
    return f"{how} ({said})" if said else how


def _row(family: str, engine: str, device: str, cells: list[str]) -> str:
    return f"| {' | '.join((family, engine, device, *(cells or [NOT_OFFERED] * len(SYSTEMS))))} |"


def renewed(page: str, tables: str) -> str:
    """The page with these tables in their place; all else on it is written by hand.

    Raises:
        ValueError: it has no place for them.
    """
    before, begun, rest = page.partition(BEGIN)
    _old, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{PAGE.name} has no place for its tables")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"
