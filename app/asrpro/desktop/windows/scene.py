"""How things may be shown on Windows."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION: whether windows may animate what is in them."""

if sys.platform == "win32":

    class WindowsScene:
        """Windows itself composes the screen."""

        def composited(self) -> bool:
            """It always is."""
            return True

        def still(self) -> bool:
            """Whether "Animation effects" is off in the accessibility settings."""
            moves = ctypes.c_int(1)
            ctypes.windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(moves), 0)
            return not moves.value

        def lift(self, window: int) -> None:
            """Put it above all others once more: a full-screen program may have come since; it is not activated."""
            import pywintypes
            import win32con
            import win32gui

            keep = win32con.SWP_NOMOVE | win32con.SWP_NOSIZE | win32con.SWP_NOACTIVATE
            try:
                win32gui.SetWindowPos(window, win32con.HWND_TOPMOST, 0, 0, 0, 0, keep)
            except pywintypes.error:
                return  # it is gone
