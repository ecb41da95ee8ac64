"""Which Models suit this computer and what is spoken on it."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.catalog.recommending import recommended
from asrpro.runtime import hardware

if TYPE_CHECKING:
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.recommending import Recommendation
    from asrpro.domain import Backend, Model
    from asrpro.runtime.router import Router

_MOST: Final = 3
"""How many are named."""


def advice(catalogue: Catalogue, router: Router, language: str, device: str = "auto") -> list[Recommendation]:
    """The best ones; nothing is tried for that.

    Language and device are what the settings say: an ISO 639-1 code, and where there is none, that of the system
    counts; "auto", or the only device that Models may run on. None where what looks at the computer is not installed,
    which `asrpro doctor` tells.
    """
    if packages.absent(hardware.NEEDS):
        return []
    spoken = language or _system()
    languages = [spoken] if spoken else []
    entries, machine = catalogue.entries.values(), router.machine()

    def devices(model: Model, backend: Backend) -> list[str]:
        return [one for one in router.hopes(model, backend) if device in ("auto", one)]

    return recommended(entries, machine, languages, devices=devices, told=bool(language))[:_MOST]


def _system() -> str:
    """The language of the system, as an ISO 639-1 code; empty where it has none."""
    # Python calls the locale C that of the United States, and takes C where the one that is asked for is not here.
    if locale.setlocale(locale.LC_CTYPE).partition(".")[0] in ("C", "POSIX"):
        return ""
    name = (locale.getlocale()[0] or "").partition("_")[0]
    return name if len(name) == 2 else ""  # noqa: PLR2004 - letters of a code
