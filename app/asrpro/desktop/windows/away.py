"""Sleep and lock on Windows, as a hidden window is told of them."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractEventDispatcher, QAbstractNativeEventFilter, QByteArray
from PySide6.QtGui import QWindow

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGES = {
    (0x0218, 4): True,  # WM_POWERBROADCAST, PBT_APMSUSPEND
    (0x0218, 7): False,  # PBT_APMRESUMESUSPEND
    (0x02B1, 7): True,  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
    (0x02B1, 8): False,  # WTS_SESSION_UNLOCK
}
"""Number and first parameter of the messages that tell of it."""


class Away(QAbstractNativeEventFilter):
    """Calls on_change with True when people go away, and with False when they are back."""

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        super().__init__()
        self._on_change = on_change
        self._window = QWindow()
        self._window.create()
        QAbstractEventDispatcher.instance().installNativeEventFilter(self)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(self._window.winId()), 0)

    def close(self) -> None:
        """Listen no more."""
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(int(self._window.winId()))
        QAbstractEventDispatcher.instance().removeNativeEventFilter(self)
        self._window.destroy()

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview[int], message: Any) -> Any:  # noqa: N802 - Qt's name
        """Look at one message; all go on to where they belong."""
        if QByteArray(kind).data() == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            away = CHANGES.get((told.message, told.wParam))
            if away is not None:
                self._on_change(away)
        return False, 0
