"""What macOS lets this program do."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.ports import Grant, Permission
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.errors import AppError

_PAGE: Final = "x-apple.systempreferences:com.apple.preference.security?Privacy_{}"
_MICROPHONE, _ACCESSIBILITY, _LISTEN = (_PAGE.format(name) for name in ("Microphone", "Accessibility", "ListenEvent"))
_STATUS: Final[dict[int | None, Grant]] = {0: "unknown", 1: "missing", 2: "missing", 3: "granted"}
"""What AVAuthorizationStatus says: not determined, restricted, denied, authorized."""
_AVFOUNDATION: Final = "/System/Library/Frameworks/AVFoundation.framework"
_SERVICES: Final = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_AUDIO: Final = "soun"
"""AVMediaTypeAudio."""


def needs_accessibility() -> str:
    """The sentence about hotkeys that macOS keeps from us."""
    return _(
        "Hotkeys need your permission: allow this program under System Settings > Privacy & Security > "
        "Accessibility, and start it again."
    )


def decided(microphone: int | None, *, trusted: bool, listens: bool) -> tuple[Permission, ...]:
    """The permissions, as macOS tells of them.

    Args:
        microphone: AVCaptureDevice's status; None where it cannot be asked.
        trusted: AXIsProcessTrusted.
        listens: CGPreflightListenEventAccess.
    """
    heard = _STATUS.get(microphone, "unknown")
    accessibility = _("Hears hotkeys and presses the keys that paste: without it texts get into no window.")
    return (
        Permission(_("Microphone"), heard, _about_microphone(microphone), _MICROPHONE),
        Permission(
            _("Accessibility"),
            "granted" if trusted else "missing",
            accessibility if trusted else f"{accessibility} {needs_accessibility()}",
            _ACCESSIBILITY,
        ),
        Permission(
            _("Input Monitoring"),
            "granted" if listens else "not needed",
            _("Accessibility includes hearing hotkeys. Allow this too only if they stay silent all the same."),
            _LISTEN,
            vital=False,
        ),
    )


def _about_microphone(status: int | None) -> str:
    purpose = _("Hears what you dictate; without it only silence is heard.")
    match _STATUS.get(status, "unknown"), status:
        case "missing", 1:
            more = _("Whoever manages this Mac does not let programs have it.")
        case "missing", _status:
            more = _("Allow this program under System Settings > Privacy & Security > Microphone.")
        case "unknown", _status:
            more = _("macOS asks for it when you dictate for the first time.")
        case _:
            return purpose
    return f"{purpose} {more}"


if sys.platform == "darwin":

    class MacPermissions:
        """Asks macOS, which answers at once; what a program was granted may count only after its next start."""

        def __init__(self) -> None:
            import objc
            import Quartz

            self._quartz: Any = Quartz
            self._objc: Any = objc
            self._services = ctypes.CDLL(_SERVICES)
            self._services.AXIsProcessTrusted.restype = ctypes.c_bool
            self._services.AXIsProcessTrusted.argtypes = ()
            # Its package would bring six more for these two calls.
            objc.loadBundle("AVFoundation", {}, bundle_path=_AVFOUNDATION)

        def look(self) -> tuple[Permission, ...]:
            """How things are now."""
            try:
                status = int(self._devices().authorizationStatusForMediaType_(_AUDIO))
            except self._objc.error:
                status = None  # it knows no such class
            trusted = bool(self._services.AXIsProcessTrusted())
            return decided(status, trusted=trusted, listens=bool(self._quartz.CGPreflightListenEventAccess()))

        def open(self, permission: Permission) -> bool:
            """Have macOS put this program on its list, then open that."""
            from PySide6.QtCore import QUrl
            from PySide6.QtGui import QDesktopServices

            if permission.state == "unknown" and permission.page == _MICROPHONE:
                self._ask_for_microphone()
                return True
            if permission.page == _ACCESSIBILITY:
                self._quartz.CGRequestPostEventAccess()
            elif permission.page == _LISTEN:
                self._quartz.CGRequestListenEventAccess()
            return QDesktopServices.openUrl(QUrl(permission.page))

        def _ask_for_microphone(self) -> None:
            handler = {"retval": {"type": b"v"}, "arguments": {0: {"type": b"^v"}, 1: {"type": b"Z"}}}
            selector = b"requestAccessForMediaType:completionHandler:"
            about = {"arguments": {3: {"callable": handler}}}
            self._objc.registerMetaDataForSelector(b"AVCaptureDevice", selector, about)
            self._devices().requestAccessForMediaType_completionHandler_(_AUDIO, lambda _granted: None)

        def _devices(self) -> Any:
            return self._objc.lookUpClass("AVCaptureDevice")

    def permissions(_fault: Callable[[], AppError | None]) -> MacPermissions:
        """What macOS lets this program do."""
        return MacPermissions()
