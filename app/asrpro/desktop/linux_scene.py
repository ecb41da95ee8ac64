"""How things may be shown on a Linux desktop, by what its portal says of people's wishes."""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Final

from asrpro.desktop.linux_portal import wishes

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Ground, Rectangle

log = logging.getLogger(__name__)

_AGAIN: Final = 60.0
"""Seconds after which the portal is asked once more."""
_DARK_PANELS: Final = frozenset({"gnome", "unity", "pop"})
"""Desktops whose panel is dark whatever colours the windows have."""
_STILL: Final[dict[tuple[str, str], Callable[[object], bool]]] = {
    ("org.freedesktop.appearance", "reduced-motion"): lambda value: value == 1,
    ("org.gnome.desktop.interface", "enable-animations"): lambda value: value is False,
    ("org.kde.kdeglobals.KDE", "AnimationDurationFactor"): lambda value: value in ("0", 0, 0.0),
}
"""Where desktops keep the wish for less motion, and what they say for it."""


class LinuxScene:
    """Asks the portal on a thread of its own, since it may take its time; what was heard last counts."""

    def __init__(
        self, composited: Callable[[], bool], panel: Callable[[Rectangle | None], Ground | None] | None = None
    ) -> None:
        """`composited` tells whether the screen is, and `panel` what an icon stands on, where that can be seen."""
        self._composited = composited
        self._panel = panel
        self._still = False
        self._asked = -_AGAIN
        self._ask_again()

    def composited(self) -> bool:
        """Whether what lies below shines through where nothing is drawn."""
        return self._composited()

    def still(self) -> bool:
        """Whether people wanted nothing to move when the portal was asked last; now and again it is once more."""
        self._ask_again()
        return self._still

    def panel(self, icon: Rectangle | None) -> Ground | None:
        """What can be seen there; else what is known of the desktop."""
        seen = self._panel(icon) if self._panel else None
        desktops = {name.lower() for name in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")}
        return seen or ("dark" if desktops & _DARK_PANELS else None)

    def lift(self, window: int) -> None:
        """Nothing is to be done for it: what bypasses the window manager lies above all that it manages."""

    def _ask_again(self) -> None:
        now = time.monotonic()
        if now - self._asked >= _AGAIN:
            self._asked = now
            threading.Thread(target=self._ask, name="portal", daemon=True).start()

    def _ask(self) -> None:
        try:
            self._still = wants_stillness()
        except Exception as error:  # noqa: BLE001 - whatever a foreign bus says, it costs a fade at most
            log.info("the portal does not say whether things may move: %s", type(error).__name__)


def wants_stillness() -> bool:
    """Whether the desktop's settings ask for less motion. Raises what jeepney does where there is no bus."""
    said = wishes(_STILL)
    return any(_STILL[key](value) for key, value in said.items())
