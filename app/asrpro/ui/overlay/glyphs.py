"""The shapes that tell the state, each in a square of sixteen units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter

    from asrpro.ui.overlay.panel import Glyph
    from asrpro.ui.tokens import Tokens

SIZE: Final = 16
_MIDDLE: Final = QPointF(8, 8)


def draw(painter: QPainter, glyph: Glyph, at: QPointF, tokens: Tokens) -> None:
    """Draw one with its upper left corner there."""
    painter.save()
    painter.translate(at)
    _DRAWN[glyph](painter, tokens)
    painter.restore()


def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _filled(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))


def _lined(painter: QPainter, colour: str, width: float = 1.6) -> None:
    painter.setPen(_pen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _ring(painter: QPainter, tokens: Tokens) -> None:
    _lined(painter, tokens.muted)
    painter.drawEllipse(_MIDDLE, 4.2, 4.2)


def _disc(painter: QPainter, tokens: Tokens) -> None:
    if tokens.high_contrast:  # nothing soft
        _lined(painter, tokens.recording, 1.4)
        painter.drawEllipse(_MIDDLE, 6.8, 6.8)
        _filled(painter, tokens.recording)
    else:
        _filled(painter, tokens.recording)
        painter.setOpacity(0.22)
        painter.drawEllipse(_MIDDLE, 7, 7)
        painter.setOpacity(1)
    painter.drawEllipse(_MIDDLE, 4.2, 4.2)


def _arc(painter: QPainter, tokens: Tokens) -> None:
    if not tokens.high_contrast:  # where its groove would be as bright
        _lined(painter, tokens.line, 2.2)
        painter.drawEllipse(_MIDDLE, 6, 6)
    _lined(painter, tokens.accent, 2.2)
    painter.drawArc(QRectF(2, 2, 12, 12), 0, (270 if tokens.high_contrast else 90) * 16)


def _tick(painter: QPainter, tokens: Tokens) -> None:
    _filled(painter, tokens.good)
    painter.drawEllipse(_MIDDLE, 7, 7)
    _lined(painter, tokens.raised, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(4.8, 8.3), QPointF(7, 10.5), QPointF(11.2, 5.9)]))


def _slash(painter: QPainter, tokens: Tokens) -> None:
    _lined(painter, tokens.muted)
    painter.drawEllipse(_MIDDLE, 6.2, 6.2)
    painter.drawLine(QPointF(3.8, 12.2), QPointF(12.2, 3.8))


def _triangle(painter: QPainter, tokens: Tokens) -> None:
    path = QPainterPath(QPointF(8, 1.8))
    path.lineTo(14.8, 13.8)
    path.lineTo(1.2, 13.8)
    path.closeSubpath()
    _filled(painter, tokens.warning)
    painter.drawPath(path)
    _lined(painter, tokens.raised)
    painter.drawLine(QPointF(8, 6), QPointF(8, 9.6))
    painter.drawPoint(QPointF(8, 11.8))


_DRAWN: Final[dict[Glyph, Callable[[QPainter, Tokens], None]]] = {
    "ring": _ring,
    "disc": _disc,
    "arc": _arc,
    "tick": _tick,
    "slash": _slash,
    "triangle": _triangle,
}
