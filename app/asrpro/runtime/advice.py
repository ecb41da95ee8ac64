"""Which Models suit this computer and what is spoken on it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.catalog import engines
from asrpro.catalog.recommending import recommended
from asrpro.desktop.language import language as of_the_system
from asrpro.domain import LoadOptions
from asrpro.runtime import hardware
from asrpro.runtime.lacking import lacking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.recommending import Recommendation
    from asrpro.domain import Backend, Model
    from asrpro.runtime.router import Router

_PLAIN: Final = LoadOptions()
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


def advice(
    catalogue: Catalogue, router: Router, language: str, device: str = "auto", options: LoadOptions = _PLAIN
) -> list[Recommendation]:
    """The best ones; nothing is tried for that.

    Language and device are what the settings say: an ISO 639-1 code, and where there is none, that of the system
    counts, if any that would work here understands it; "auto", or the only device that Models may run on; and which
    programs do the work of engines. None where what looks at the computer is not installed; `asrpro doctor` tells.
    """
    if packages.absent(hardware.NEEDS):
        return []
    entries, machine = catalogue.entries.values(), router.machine()

    def devices(model: Model, backend: Backend) -> list[str]:
        return [one for one in router.hopes(model, backend) if device in ("auto", one)]

    def works(name: str) -> bool:
        return engines.exists(name) and lacking(name, options) is None

    def best(*languages: str) -> list[Recommendation]:
        return recommended(entries, machine, languages, works, devices, told=bool(language))[:_MOST]

    if language:
        return best(language)
    spoken = spelled(of_the_system(), entries)
    return (best(spoken) if spoken else []) or best()


def spelled(code: str, entries: Iterable[Model]) -> str:
    """The code that most of these Models have for a language of this one; empty where none understands it."""
    known = Counter(one for entry in entries for one in entry.languages)
    most = max(_SPELLED.get(code, (code,)), key=lambda one: known[one])
    return most if known[most] else ""
