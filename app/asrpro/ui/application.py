"""Qt's application object, on whatever screen there is."""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from asrpro.desktop import qt_platforms

_NONE = "offscreen"


def application() -> QApplication | None:
    """The application; None where the screen cannot be reached, which Qt itself would end the process over."""
    asked = os.environ.get("QT_QPA_PLATFORM")
    if asked is None and (platforms := qt_platforms()):
        os.environ["QT_QPA_PLATFORM"] = ";".join([*platforms, _NONE])
    made = QApplication(sys.argv[:1])
    if asked is None and made.platformName() == _NONE:
        return None
    made.setApplicationName("asrpro")
    made.setApplicationDisplayName("ASR Pro")
    made.setDesktopFileName("asrpro")
    made.setQuitOnLastWindowClosed(False)
    return made
