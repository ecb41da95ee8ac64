"""Which Models are recommended to whoever sits here."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.catalog.recommending import recommended
from asrpro.i18n import _
from asrpro.runtime import hardware
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from asrpro.catalog.recommending import Recommendation
    from asrpro.cli.program import Program

_MOST: Final = 3
"""How many are named."""


def recommendations(program: Program) -> list[Recommendation]:
    """The best ones for this computer and what is spoken on it; nothing is tried for that.

    None where what looks at the computer is not installed, which `asrpro doctor` tells.
    """
    if packages.absent(hardware.NEEDS):
        return []
    entries = program.catalogue().entries.values()
    return recommended(entries, Router().machine(), _spoken(program.settings.current.model.language))[:_MOST]


def line(found: Recommendation) -> str:
    """What is said of one."""
    return _("Recommended here: {model} ({why})").format(model=found.model.id, why=found.why.removesuffix("."))


def _spoken(setting: str) -> list[str]:
    """What the settings say is spoken, or else the language of the system; none where neither says."""
    system = (locale.getlocale()[0] or "").partition("_")[0]
    language = setting or (system if len(system) == 2 else "")  # noqa: PLR2004 - letters of a code
    return [language] if language else []
