"""What shows people the program beside its icon: the overlay, and notices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from asrpro.ui.notices import Notices
from asrpro.ui.overlay.overlay import Overlay
from asrpro.ui.overlay.presenter import Presenter
from asrpro.ui.overlay.screens import may_overlay, screen_of

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from asrpro.desktop.current import Desktop
    from asrpro.settings.tree import Settings
    from asrpro.ui.poster import Poster
    from asrpro.ui.theme import Theme
    from asrpro.ui.tray import Tray


def presented(
    desktop: Desktop,
    theme: Theme,
    settings: Callable[[], Settings],
    key_of: Callable[[str], str],
    stack: contextlib.ExitStack,
) -> Presenter | None:
    """What shows dictation over the other windows; None where no window can lie there."""
    if not may_overlay():
        return None

    def edge() -> Literal["bottom", "top"] | None:
        wanted = settings().ui.overlay
        return None if wanted == "off" else wanted

    presenter = Presenter(
        Overlay(theme, desktop.scene),
        now=time.monotonic,
        edge=edge,
        screen=lambda: screen_of(desktop.focus),
        key_of=key_of,
    )
    stack.callback(presenter.close)
    return presenter


def told_by(tray: Tray, presenter: Presenter | None, poster: Poster) -> Notices:
    """The one queue of all that is to be told."""
    notices = Notices(tray.tell, presenter, now=time.monotonic, call_at=poster.call_at)
    if presenter is not None:
        presenter.freed.connect(notices.go_on)
        presenter.interrupted.connect(notices.interrupted)
    return notices
