"""What is behind the entries of the menu that dictate nothing."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.boot.user import folder
from asrpro.desktop.permissions import permissions
from asrpro.ui.granting import Granting
from asrpro.ui.more import More

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.audio.microphones import Microphones
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.settings.file import SettingsFile
    from asrpro.ui.about import About
    from asrpro.ui.theme import Theme
    from asrpro.ui.tray import Tray

    Post = Callable[[Callable[[], None]], None]
    Say = Callable[[str], None]


def granting(
    tray: Tray, say: Say, microphones: Microphones, theme: Theme, post: Post, changed: Callable[[], None]
) -> Granting:
    """What the desktop lets this program do; it is looked at again whenever the menu is opened."""
    made = Granting(permissions(lambda: microphones.fault), theme, say=say, post=post, changed=changed)
    tray.menu.menu.aboutToShow.connect(made.look)
    return made


def more(say: Say, granting: Granting, settings: SettingsFile, catalogue: Catalogue, theme: Theme, post: Post) -> More:
    """The entries."""

    def about() -> About:
        # By name: hardly anybody opens it, and nobody's start shall wait for it.
        licences = importlib.import_module("asrpro.licences")
        window = importlib.import_module("asrpro.ui.about")
        made: About = window.About(theme, lambda: licences.works(catalogue.models.values()), post)
        return made

    return More(granting, settings, folder(paths.logs), about, say, post)
