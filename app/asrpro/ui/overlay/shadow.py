"""The soft shadow that a card throws on what lies below it."""

from __future__ import annotations

from itertools import pairwise, product
from math import ceil
from statistics import NormalDist
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
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
_LEFT = _RIGHT = MARGIN + token.RADIUS_OVERLAY
_TOP: Final = _LEFT + _LOWER
_BOTTOM: Final = _RIGHT - _LOWER
"""Pixels of its corners, between which it is the same all the way."""


class Shadow:
    """Draws it once for each colour and scale, and stretches what lies between the corners."""

    def __init__(self) -> None:
        """Nothing drawn yet."""
        self._of: tuple[str, float] | None = None
        self._drawn = QPixmap()

    def draw(self, painter: QPainter, card: QRectF, colour: str) -> None:
        """Draw that of a card which is at least as wide and high as its round corners."""
        ratio = painter.device().devicePixelRatioF()
        if self._of != (colour, ratio):
            self._of = (colour, ratio)
            self._drawn = _small(colour, ratio)
        whole = card.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        small = QRectF(0, 0, _LEFT + 1 + _RIGHT, _TOP + 1 + _BOTTOM)
        for part, drawn in zip(_parts(whole), _parts(small), strict=True):
            source = QRectF(drawn.topLeft() * ratio, drawn.size() * ratio)
            painter.drawPixmap(part, self._drawn, source)


def _parts(whole: QRectF) -> list[QRectF]:
    """The nine that corners divide it into."""
    columns = (whole.left(), whole.left() + _LEFT, whole.right() - _RIGHT, whole.right())
    rows = (whole.top(), whole.top() + _TOP, whole.bottom() - _BOTTOM, whole.bottom())
    return [
        QRectF(QPointF(x, y), QPointF(to_x, to_y))
        for (x, to_x), (y, to_y) in product(pairwise(columns), pairwise(rows))
    ]


def _small(colour: str, ratio: float) -> QPixmap:
    """That of the smallest card that has sides between its corners."""
    side = 2 * token.RADIUS_OVERLAY + 1
    drawn = QPixmap((QSizeF(side + 2 * MARGIN, side + 2 * MARGIN) * ratio).toSize())
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _layers(painter, QRectF(MARGIN, MARGIN + _LOWER, side, side), QColor(colour))
    return drawn


def _layers(painter: QPainter, card: QRectF, colour: QColor) -> None:
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
