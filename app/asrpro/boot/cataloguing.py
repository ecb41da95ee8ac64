"""The Models that commands and the program in the tray know, the user's own among them."""

from __future__ import annotations

from asrpro import paths
from asrpro.boot.shared import folder
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from asrpro.runtime import hardware


def registered() -> Registered:
    """Names of the user's own Models."""
    return Registered(folder(paths.models) / "registered.json")


def catalogue() -> Catalogue:
    """All that are known."""
    return Catalogue(paths.catalogue(), registered(), hardware.devices())
