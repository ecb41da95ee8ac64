"""Which screen people look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QScreen

    from asrpro.desktop.ports import Focus


def may_overlay() -> bool:
    """Whether a window can lie above all others here; a native one of Wayland's would take the focus."""
    return QGuiApplication.platformName() != "wayland"


def screen_of(focus: Focus) -> QScreen:
    """The one with the middle of the window that has the focus, else the one with the pointer."""
    target = focus.target()
    place = focus.place(target) if target else None
    screens = QGuiApplication.screens()
    found = None if place is None else holding(QPoint(*place), [(_native(one), one) for one in screens])
    return found or QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()


def holding(point: QPoint, screens: Sequence[tuple[QRect, QScreen]]) -> QScreen | None:
    """The screen whose place holds a point; None where none does."""
    return next((screen for place, screen in screens if place.contains(point)), None)


def _native(screen: QScreen) -> QRect:
    """Where a screen is, in the desktop's own pixels: Qt scales its size, and leaves its corner."""
    size = screen.geometry().size() * screen.devicePixelRatio()
    return QRect(screen.geometry().topLeft(), QSize(size))
