"""The Models that commands and the program in the tray know, the user's own among them, and what fetches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.user import folder
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.registered import Registered
from asrpro.catalog.store import Store
from asrpro.runtime.surroundings import surroundings
from asrpro.transcription.request import asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.runtime.router import Router
    from asrpro.settings.file import SettingsFile


def registered(say: Callable[[str], None] = lambda _told: None) -> Registered:
    """Names of the user's own Models; `say` is told where they are kept as they were, should they be damaged."""
    return Registered(folder(paths.models) / "registered.json", say)


def downloads() -> Downloads:
    """What fetches Models into the user's folder of them."""
    return Downloads(Store(folder(paths.models)))


def catalogue(settings: SettingsFile, router: Router, *, waits: bool) -> Catalogue:
    """All that are known; `waits` says whether devices may be tried before a Backend is picked, some seconds long."""
    around = surroundings(router, lambda: asked(settings.current))
    return Catalogue(paths.catalogue(), registered(), around, look=router.look if waits else lambda: None)
