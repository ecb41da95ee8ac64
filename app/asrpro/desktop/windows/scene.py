"""How things may be shown on Windows."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asrpro.desktop.ports import Ground, Rectangle

_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION: whether windows may animate what is in them."""

_PERSONALIZE: Final = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"

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

        def panel(self, icon: Rectangle | None) -> Ground | None:  # noqa: ARG002 - one colour for all
            """The taskbar has a setting of its own, which windows do not follow."""
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _PERSONALIZE) as key:
                    return "light" if winreg.QueryValueEx(key, "SystemUsesLightTheme")[0] else "dark"
            except OSError:
                return None  # Windows before 10 1903

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
