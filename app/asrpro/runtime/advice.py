"""Which Models suit this computer and what is spoken on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.catalog.recommending import recommended
from asrpro.desktop.language import language as of_the_system
from asrpro.runtime import hardware

if TYPE_CHECKING:
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.recommending import Recommendation
    from asrpro.runtime.router import Router

_MOST: Final = 3
"""How many are named."""


def advice(catalogue: Catalogue, router: Router, language: str) -> list[Recommendation]:
    """The best ones; nothing is tried for that.

    The language is what the settings say, as de or nb; where there is none, that of the system counts, if any that
    would work here understands it. None where what looks at the computer is not installed; `asrpro doctor` tells.
    """
    if packages.absent(hardware.NEEDS):
        return []
    entries, machine = catalogue.entries.values(), router.machine()

    def best(*languages: str) -> list[Recommendation]:
        return recommended(entries, machine, languages, catalogue.around, told=bool(language))[:_MOST]

    if language:
        return best(language)
    spoken = of_the_system()
    return (best(spoken) if spoken else []) or best()
