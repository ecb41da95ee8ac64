"""What the settings and this computer have to say to which engine runs a Model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import packages
from asrpro.catalog import engines
from asrpro.catalog.settling import Surroundings
from asrpro.runtime.lacking import lacking

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.domain import Backend, Model
    from asrpro.runtime.ladder import Rung
    from asrpro.runtime.router import Router


def surroundings(router: Router, asked: Callable[[], Rung]) -> Surroundings:
    """As the Router remembers devices; nothing is tried.

    `asked` gives what the settings say at the time: "auto", or the only device that Models may run on, and which
    programs do the work of engines.
    """

    def devices(model: Model, backend: Backend) -> list[str]:
        wanted = asked()
        own = wanted.options.whisper_program
        found = router.hopes(model, backend, wanted.options)
        return [
            one
            for one in found
            if wanted.device in ("auto", one) and (one != "program" or packages.program(own) is not None)
        ]

    def works(name: str) -> bool:
        return engines.exists(name) and lacking(name, asked().options) is None

    return Surroundings(devices, works)
