"""Qt's application object, on whatever screen there is."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from asrpro.desktop import QT_PLATFORM, qt_platform_chosen, qt_platforms, stay_in_tray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NONE = "offscreen"
_STDERR = 2

Application = QApplication


def application() -> Application | None:
    """The application; None where the screen cannot be reached, which Qt itself would end the process over."""
    chosen = qt_platform_chosen()
    platforms = qt_platforms() if chosen is None else (chosen,)
    if platforms:
        os.environ[QT_PLATFORM] = ";".join([*platforms, _NONE])
    with _held_back():
        made = QApplication(sys.argv[:1])
    if made.platformName() == _NONE and _NONE not in (chosen or ""):
        os.environ.pop(QT_PLATFORM)
        if chosen is not None:
            os.environ[QT_PLATFORM] = chosen
        return None
    stay_in_tray()
    made.setApplicationName("asrpro")
    made.setApplicationDisplayName("ASR Pro")
    made.setDesktopFileName("asrpro")
    made.setQuitOnLastWindowClosed(False)
    return made


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Keep to ourselves what Qt and the libraries below it write to standard error about screens they cannot reach."""
    try:
        before = os.dup(_STDERR)
    except OSError:  # there is none
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - pathlib would be imported for this alone
        os.dup2(nowhere.fileno(), _STDERR)
    try:
        yield
    finally:
        os.dup2(before, _STDERR)
        os.close(before)


def soon(work: Callable[[], None]) -> None:
    """Call this as soon as the event loop has shown what there is to show."""
    QTimer.singleShot(0, work)


def menu_open() -> bool:
    """Whether a menu of this program has the keyboard."""
    return QApplication.activePopupWidget() is not None
