"""The window of Models; imported once somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.boot.cataloguing import registered
from asrpro.ui.models.looking import Looking
from asrpro.ui.models.managing import Managing
from asrpro.ui.models.page import ModelsPage
from asrpro.ui.models.updates import Updates
from asrpro.ui.models.window import ModelsWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads
    from asrpro.runtime.standings import Standings
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.models.choosing import Choosing
    from asrpro.ui.models.getting import Getting
    from asrpro.ui.theme import Theme


def model_window(  # noqa: PLR0913 - it shows what all of these know
    settings: SettingsFile,
    catalogue: Catalogue,
    standings: Standings,
    downloads: Downloads,
    getting: Getting,
    theme: Theme,
    *,
    choosing: Choosing,
    say: Callable[[str], None],
    post: Callable[[Callable[[], None]], None],
) -> ModelsWindow:
    """One that is not shown yet; `say` is told sentences for people on any thread, `post` calls on the GUI's."""
    looking = Looking(settings, catalogue, standings, downloads.store)
    updates = Updates(catalogue, downloads, say)
    managing = Managing(settings, catalogue, registered(say), standings, downloads.store, choosing, say=say)
    page = ModelsPage(looking, getting, updates, managing, post)
    standings.listen(lambda _name, standing: post(lambda: page.heard(standing)))
    return ModelsWindow(theme, page)
