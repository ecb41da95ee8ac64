"""What people are told at start of the Model they have chosen, where it cannot be had."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from asrpro.domain import Model
from asrpro.errors import ModelDamaged, followed
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue

log = logging.getLogger(__name__)


def tell_missing(catalogue: Catalogue, name: str, say: Callable[[str], None]) -> threading.Thread:
    """Look on a thread of its own, which is returned, for disks take their time; what is wrong is said there."""

    def work() -> None:
        try:
            if said := _missing(catalogue, name):
                say(said)
        except Exception:
            log.exception("the chosen model could not be looked for")

    thread = threading.Thread(target=work, name="chosen", daemon=True)
    thread.start()
    return thread


def _missing(catalogue: Catalogue, name: str) -> str:
    """What is wrong and what can be done; empty where nothing is wrong."""
    found = catalogue.found(name)
    if isinstance(found, Model):
        return ""
    log.info("the chosen model cannot be used: %s", type(found).__name__)
    told = _("The chosen model cannot be used. {reason}")
    if isinstance(found, ModelDamaged):
        return followed(told.format(reason=found), _("Or pick another one in the menu under Model."))
    if catalogue.known(name):  # the menu has what can be downloaded, too
        return followed(told.format(reason=found.title), _("Get it or another one in the menu under Model."))
    hint = _("Put it back where it was, or pick another one in the menu under Model.")
    return followed(told.format(reason=found.title), hint)
