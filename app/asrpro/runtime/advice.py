"""Which Models suit this computer and what is spoken on it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.catalog.recommending import recommended
from asrpro.desktop.language import language as of_the_system
from asrpro.runtime import hardware

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.recommending import Recommendation
    from asrpro.domain import Model
    from asrpro.runtime.router import Router

_MOST: Final = 3
"""How many are named."""
_SPELLED: Final = {
    one: kin
    for kin in (
        ("no", "nb"), ("jw", "jv"), ("tl", "fil"), ("he", "iw"), ("id", "in"), ("yi", "ji"), ("zh", "cmn"), ("ro", "mo")
    )
    for one in kin
}  # fmt: skip
"""The codes of languages that have several: systems and Models need not have the same."""


def advice(catalogue: Catalogue, router: Router, language: str) -> list[Recommendation]:
    """The best ones; nothing is tried for that.

    The language is what the settings say, an ISO 639-1 code; where there is none, that of the system counts, if any
    that would work here understands it. None where what looks at the computer is not installed; `asrpro doctor` tells.
    """
    if packages.absent(hardware.NEEDS):
        return []
    entries, machine = catalogue.entries.values(), router.machine()

    def best(*languages: str) -> list[Recommendation]:
        return recommended(entries, machine, languages, catalogue.around, told=bool(language))[:_MOST]

    if language:
        return best(language)
    spoken = spelled(of_the_system(), entries)
    return (best(spoken) if spoken else []) or best()


def spelled(code: str, entries: Iterable[Model]) -> str:
    """The code that most of these Models have for a language of this one; empty where none understands it."""
    known = Counter(one for entry in entries for one in entry.languages)
    most = max(_SPELLED.get(code, (code,)), key=lambda one: known[one])
    return most if known[most] else ""
