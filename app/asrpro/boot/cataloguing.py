"""The Models that commands and the program in the tray know, the user's own among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.shared import folder
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered

if TYPE_CHECKING:
    from asrpro.runtime.router import Router


def registered() -> Registered:
    """Names of the user's own Models."""
    return Registered(folder(paths.models) / "registered.json")


def catalogue(router: Router, *, waits: bool) -> Catalogue:
    """All that are known; `waits` says whether devices may be tried before a Backend is picked, some seconds long."""
    return Catalogue(paths.catalogue(), registered(), router.hopes, look=router.look if waits else lambda: None)
