"""What Windows lets this program do."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import TYPE_CHECKING, Final

from asrpro.desktop.ports import Grant, Permission
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.errors import AppError

_PAGE: Final = "ms-settings:privacy-microphone"
_STORE: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\microphone"
_DESKTOP: Final = _STORE + r"\NonPackaged"
"""Where the switch for programs is that do not come from the Microsoft Store."""


def decided(switches: Sequence[str | None], *, elevated: bool) -> tuple[Permission, ...]:
    """The permissions, as Windows tells of them.

    Args:
        switches: "Allow" or "Deny", as the registry has it of the machine, the user, and the user's desktop programs;
            None where it says nothing.
        elevated: whether this program runs as administrator.
    """
    heard: Grant = "granted" if "Allow" in switches else "unknown"
    purpose = _("Hears what you dictate; without it only silence is heard.")
    if "Deny" in switches:
        heard = "missing"
        purpose += " " + _(
            "Turn on, under Privacy > Microphone, both the access for apps and the one for desktop apps."
        )
    administrator = _(
        "Programs that run as administrator take text only from one that does, too. To dictate into such a window, "
        "start ASR Pro as administrator."
    )
    return (
        Permission(_("Microphone"), heard, purpose, _PAGE),
        Permission(_("Administrator"), "granted" if elevated else "not needed", administrator, vital=False),
    )


if sys.platform == "win32":

    class WindowsPermissions:
        """Reads the registry, where Windows keeps what people chose."""

        def look(self) -> tuple[Permission, ...]:
            """How things are now."""
            import winreg

            places = ((winreg.HKEY_LOCAL_MACHINE, _STORE), (winreg.HKEY_CURRENT_USER, _STORE))
            switches = [_value(root, path) for root, path in (*places, (winreg.HKEY_CURRENT_USER, _DESKTOP))]
            return decided(switches, elevated=bool(ctypes.windll.shell32.IsUserAnAdmin()))

        def open(self, permission: Permission) -> bool:
            """Open the page of the system settings."""
            from PySide6.QtCore import QUrl
            from PySide6.QtGui import QDesktopServices

            return QDesktopServices.openUrl(QUrl(permission.page))

    def _value(root: int, path: str) -> str | None:
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(root, path) as key:
            return str(winreg.QueryValueEx(key, "Value")[0])
        return None

    def permissions(_fault: Callable[[], AppError | None]) -> WindowsPermissions:
        """What Windows lets this program do."""
        return WindowsPermissions()
