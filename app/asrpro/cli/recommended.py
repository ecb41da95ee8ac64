"""Which Models are recommended to whoever sits here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _
from asrpro.runtime.advice import advice
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.catalog.recommending import Recommendation
    from asrpro.cli.program import Program


def recommendations(program: Program) -> list[Recommendation]:
    """The best ones for this computer and what is spoken on it; a graphics card that never was is tried for that."""
    router = Router()
    router.look()
    return advice(program.catalogue(), router, program.settings.current.model.language)


def lines(found: Sequence[Recommendation]) -> Iterator[str]:
    """What is said of them, the best one first."""
    heads = _("Best here: {model} ({why})"), _("Also good here: {model} ({why})")
    for at, one in enumerate(found):
        yield heads[at > 0].format(model=one.model.id, why=one.why.removesuffix("."))
