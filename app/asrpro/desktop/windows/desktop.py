"""Windows as one set of ports."""

from __future__ import annotations

import sys

from asrpro.desktop.delivery.qt_clipboards import QtClipboards
from asrpro.desktop.delivery.qt_delivery import QtDelivery
from asrpro.desktop.windows import focus, hotkeys, keyboard, scene
from asrpro.desktop.windows.away import Away

if sys.platform == "win32":
    from asrpro.desktop.current import Desktop

    def desktop() -> Desktop:
        """What there is on Windows."""
        window = focus.WindowsFocus()
        delivery = QtDelivery(keyboard.WindowsKeyboard(), window, QtClipboards())
        return Desktop(hotkeys.WindowsHotkeys, window, delivery, Away, scene.WindowsScene())
