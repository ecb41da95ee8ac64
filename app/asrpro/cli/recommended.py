"""Which Models are recommended to whoever sits here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _
from asrpro.runtime.advice import advice
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from asrpro.catalog.recommending import Recommendation
    from asrpro.cli.program import Program


def recommendations(program: Program) -> list[Recommendation]:
    """The best ones for this computer and what is spoken on it; a graphics card that never was is tried for that."""
    router = Router()
    router.look()
    return advice(program.catalogue(), router, program.settings.current.model.language)


def line(found: Recommendation) -> str:
    """What is said of one."""
    return _("Recommended here: {model} ({why})").format(model=found.model.id, why=found.why.removesuffix("."))
