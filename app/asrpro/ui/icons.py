"""The tray's icons: line drawings in the colour that stands out from the panel."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap

from asrpro import paths

Shape = Literal["ready", "recording", "working", "missing"]
_SIZES = (16, 18, 22, 24, 32, 44, 64)
"""Pixels that panels ask for."""


def icon(shape: Shape, colour: str | None = None) -> QIcon:
    """A drawing in this colour, or in the one that fits the system's panels."""
    drawing = (paths.resources() / "icons" / f"{shape}.svg").read_text("utf-8")
    tinted = drawing.replace("currentColor", colour or _panel_colour()).encode()
    found = QIcon()
    for size in _SIZES:
        pixmap = QPixmap()
        pixmap.loadFromData(_sized(tinted, size), "SVG")
        found.addPixmap(pixmap)
    return found


def _panel_colour() -> str:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "#ededf0" if dark else "#1a1a1e"


def _sized(drawing: bytes, size: int) -> bytes:
    return drawing.replace(b'width="18" height="18"', f'width="{size}" height="{size}"'.encode(), 1)
