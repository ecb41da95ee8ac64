"""macOS as one set of ports."""

from __future__ import annotations

import sys

from asrpro.desktop.delivery.qt_clipboards import QtClipboards
from asrpro.desktop.delivery.qt_delivery import QtDelivery
from asrpro.desktop.macos import focus, hotkeys, keyboard, scene
from asrpro.desktop.macos.away import Away

if sys.platform == "darwin":
    from asrpro.desktop.current import Desktop
    from asrpro.desktop.macos.layout import active_layout

    def desktop() -> Desktop:
        """What there is on macOS."""
        window, layout = focus.MacFocus(), active_layout()
        return Desktop(
            lambda tell: hotkeys.MacHotkeys(tell, layout),
            window,
            QtDelivery(keyboard.MacKeyboard(layout), window, QtClipboards()),
            Away,
            scene.MacScene(),
        )
