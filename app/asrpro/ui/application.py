"""Qt's application object, on whatever screen there is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from asrpro.desktop import qt_platforms

if TYPE_CHECKING:
    from collections.abc import Callable

_NONE = "offscreen"


Application = QApplication


def application() -> Application | None:
    """The application; None where the screen cannot be reached, which Qt itself would end the process over."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    platforms = qt_platforms() if chosen is None else (chosen,)
    if platforms:
        os.environ["QT_QPA_PLATFORM"] = ";".join([*platforms, _NONE])
    made = QApplication(sys.argv[:1])
    if made.platformName() == _NONE and _NONE not in (chosen or ""):
        return None
    made.setApplicationName("asrpro")
    made.setApplicationDisplayName("ASR Pro")
    made.setDesktopFileName("asrpro")
    made.setQuitOnLastWindowClosed(False)
    return made


def soon(work: Callable[[], None]) -> None:
    """Call this as soon as the event loop has shown what there is to show."""
    QTimer.singleShot(0, work)
