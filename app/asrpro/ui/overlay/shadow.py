"""The soft shadow that a card throws on what lies below it."""

from __future__ import annotations

from math import ceil
from statistics import NormalDist
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from asrpro.ui import tokens as token

MARGIN: Final = 32
"""Pixels around the card, where it has faded to nothing."""
_LOWER: Final = 8
"""Pixels that it lies below the card."""
_SOFT: Final = NormalDist(0.0, (MARGIN - _LOWER) / 2.2)
"""How it fades, in pixels from the edge."""
_LAYERS: Final = 32
"""At most; more are not told apart, and take longer."""


class Shadow:
    """Draws it once for each size, colour and scale: it takes longer than all else that is drawn."""

    def __init__(self) -> None:
        """Nothing drawn yet."""
        self._of: tuple[QSize, str, float] | None = None
        self._drawn = QPixmap()

    def of(self, size: QSize, colour: str, ratio: float) -> QPixmap:
        """That of a card of this size, with its margin; `ratio` is the pixels of the device for one of ours."""
        if self._of != (size, colour, ratio):
            self._of = (size, colour, ratio)
            self._drawn = QPixmap((size + QSize(2 * MARGIN, 2 * MARGIN)) * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            with QPainter(self._drawn) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _draw(painter, QRectF(QPointF(MARGIN, MARGIN + _LOWER), size), QColor(colour))
        return self._drawn


def _draw(painter: QPainter, card: QRectF, colour: QColor) -> None:
    """Layers that add up, each as wide as the shadow is at least so dark."""
    dark = colour.alpha()
    each = ceil(dark / _LAYERS)
    colour.setAlpha(each)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for number in range(dark // each):
        wider = _SOFT.inv_cdf(1 - (number + 0.5) * each / dark)
        radius = max(0.0, token.RADIUS_OVERLAY + wider)
        painter.drawRoundedRect(card.adjusted(-wider, -wider, wider, wider), radius, radius)
