"""The tray's icons: line drawings in the colour that stands out from what they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QGuiApplication, QIcon, QPalette, QPixmap

from asrpro import paths
from asrpro.ui.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from asrpro.desktop.ports import Ground

Shape = Literal["ready", "recording", "working", "missing"]
_SIZES = (16, 18, 22, 24, 32, 44, 64)
"""Pixels that panels ask for."""
_DARK = 128
"""The lightness of windows below which they are dark."""


def icon(shape: Shape, ground: Ground) -> QIcon:
    """A drawing for this ground; red is in it only while something is recorded."""
    if ground == "template":
        found = tinted(shape, "black", "black")
        found.setIsMask(True)
        return found
    tokens = DARK if ground == "dark" else LIGHT
    return tinted(shape, tokens.text, tokens.recording)


def tinted(shape: Shape, ink: str, mark: str) -> QIcon:
    """A drawing in these colours."""
    drawing = (paths.resources() / "icons" / f"{shape}.svg").read_text("utf-8")
    coloured = drawing.replace("currentColor", ink).replace('"red"', f'"{mark}"').encode()
    found = QIcon()
    for size in _SIZES:
        pixmap = QPixmap()
        pixmap.loadFromData(_sized(coloured, size), "SVG")
        found.addPixmap(pixmap)
    return found


def window_ground() -> Ground:
    """What icons stand on in windows, and in panels that nothing is known of."""
    # The colour scheme says the same, but is one of all those enumerations of `Qt`, which take longer than all icons.
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return "dark" if window.lightness() < _DARK else "light"


def _sized(drawing: bytes, size: int) -> bytes:
    return drawing.replace(b'width="18" height="18"', f'width="{size}" height="{size}"'.encode(), 1)
