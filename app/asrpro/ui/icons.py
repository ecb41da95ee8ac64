"""The tray's icons: line drawings in the colour that stands out from the panel."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QGuiApplication, QIcon, QPalette, QPixmap

from asrpro import paths

Shape = Literal["ready", "recording", "working", "missing"]
_SIZES = (16, 18, 22, 24, 32, 44, 64)
"""Pixels that panels ask for."""
_DARK = 128
"""The lightness of windows below which panels are dark."""


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
    # The colour scheme says the same, but is one of all those enumerations of `Qt`, which take longer than all icons.
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return "#ededf0" if window.lightness() < _DARK else "#1a1a1e"


def _sized(drawing: bytes, size: int) -> bytes:
    return drawing.replace(b'width="18" height="18"', f'width="{size}" height="{size}"'.encode(), 1)
