"""Draws a Panel: one row, and below it a hint and the text, on a round card with a soft shadow."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from asrpro.ui import tokens as token
from asrpro.ui.overlay import bars, glyphs
from asrpro.ui.overlay.shadow import Shadow
from asrpro.ui.overlay.text import LINES, Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.ui.overlay.panel import Panel
    from asrpro.ui.tokens import Tokens

NARROW: Final = 300
WIDE: Final = 480
"""Pixels of a card with one row, at least, and of one with text or for it."""
ROW: Final = 44
_LEFT: Final = 14
_GAP: Final = token.M
_RIGHT: Final = token.L
_TEXT: Final = 18
_WORDS: Final = _LEFT + glyphs.SIZE + _GAP
"""Pixels from the left to the words in the row, and to the sentence below them."""
_BELOW: Final = 13
_LINE: Final = 1.2
"""Lines stand further apart than their font asks for."""
_HINTS: Final = 6
"""Lines of a hint at most."""
_BAR: Final = 3
_BETWEEN: Final = 2
_BARS: Final = bars.COUNT * (_BAR + _BETWEEN) - _BETWEEN
_KEY: Final = 6
_ROUND: Final = 5


class Drawing:
    """Measures and draws, with the fonts of the system."""

    def __init__(self, font: QFont) -> None:
        """`font` is the system's own for windows."""
        self._normal = QFont(font)
        self._normal.setFeature(QFont.Tag("tnum"), 1)
        self._words = QFont(font)
        self._words.setWeight(QFont.Weight(token.MEDIUM))
        self._small = QFont(font)
        self._small.setPointSizeF(font.pointSizeF() + token.CAPTION)
        text = QFont(font)
        text.setPointSizeF(font.pointSizeF() + 1)
        self._line = round(QFontMetricsF(text).height() * _LINE)
        self._hint_line = round(QFontMetricsF(self._small).height() * _LINE)
        self.lines = Lines(text, WIDE - 2 * _TEXT)
        self.hint = Lines(self._small, WIDE - _WORDS - _TEXT, _HINTS)
        self._shadow = Shadow()
        self._head = ""
        """What stands in the row."""

    def say(self, panel: Panel, tokens: Tokens) -> None:
        """Lay out what is to be drawn next."""
        self.lines.say(panel.settled, panel.tentative, tokens.faint, lined=tokens.high_contrast)
        self._head = panel.words
        whole = self._row(panel) <= WIDE  # else what does not fit into the row stands below it
        self._head = panel.words if whole else panel.short or panel.words
        sentence = f"{panel.sentence}\n{panel.hint}".strip()
        self.hint.say(panel.hint if whole else sentence, "", tokens.muted)

    def size(self, panel: Panel) -> QSize:
        """Pixels of the card of what was laid out."""
        below = self._hint_height() + len(self.lines.shown) * self._line
        if below:
            return QSize(WIDE, ROW + below + _BELOW)
        return QSize(max(NARROW, ceil(self._row(panel))), ROW)

    @property
    def highest(self) -> int:
        """Pixels of the highest card there can be."""
        return ROW + _HINTS * self._hint_line + token.XS + LINES * self._line + _BELOW

    def _row(self, panel: Panel) -> float:
        """Pixels that the row needs, without what matters less."""
        row = _WORDS + QFontMetricsF(self._words).horizontalAdvance(self._head) + _RIGHT
        row += self._act_width(panel) + _GAP if panel.act else 0
        row += QFontMetricsF(self._normal).horizontalAdvance(panel.right) + _GAP if panel.right else 0
        return row + (_BARS + _GAP if panel.bars else 0)

    def _hint_height(self) -> int:
        """Pixels of the hint, and of the space between it and the text."""
        apart = token.XS if self.hint.shown and self.lines.shown else 0
        return len(self.hint.shown) * self._hint_line + apart

    def card(self, painter: QPainter, card: QRectF, tokens: Tokens, *, soft: bool) -> None:
        """Draw the ground; `soft` is whether what lies below can shine through at its edge."""
        if soft and not tokens.high_contrast:
            self._shadow.draw(painter, card, tokens.shadow)
        width = 2.0 if tokens.high_contrast else 1.0
        painter.setPen(QPen(QColor(tokens.line), width))
        painter.setBrush(QColor(tokens.raised))
        inset = width / 2
        radius = token.RADIUS_OVERLAY
        painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), radius, radius)

    def content(self, painter: QPainter, card: QRectF, panel: Panel, tokens: Tokens, heights: Sequence[int]) -> None:
        """Draw what stands on the card, but for what a click acts on."""
        top = card.top()
        glyphs.draw(painter, panel.glyph, QPointF(card.left() + _LEFT, top + (ROW - glyphs.SIZE) / 2), tokens)
        right = card.right() - _RIGHT
        if panel.act:
            right = self.act_at(card, panel).left()
        elif panel.right:
            right = self._put(painter, panel.right, self._normal, tokens.muted, right, top, at_right=True)
        end = right - _GAP if panel.act or panel.right else right
        left = card.left() + _WORDS
        left = self._put(painter, self._head, self._words, tokens.text, left, top, until=end) + _GAP
        if panel.bars:
            left = self.bars_at(card).right() + _GAP
        if panel.beside:
            self._put(painter, panel.beside, self._small, tokens.muted, left, top, until=end)
        self.bars(painter, card, panel, tokens, heights)
        below = top + ROW
        painter.setPen(QColor(tokens.muted))
        self.hint.draw(painter, card.left() + _WORDS, below, self._hint_line)
        painter.setPen(QColor(tokens.text))
        below += self._hint_height()
        self.lines.draw(painter, card.left() + _TEXT, below, self._line)

    def bars(self, painter: QPainter, card: QRectF, panel: Panel, tokens: Tokens, heights: Sequence[int]) -> None:
        """Draw the level, where there is one."""
        if not panel.bars:
            return
        place = self.bars_at(card)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        for number, height in enumerate(heights):
            left = place.left() + number * (_BAR + _BETWEEN)
            bar = QRectF(left, place.center().y() - height / 2, _BAR, height)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def bars_at(self, card: QRectF) -> QRectF:
        """Where the level is, which changes thirty times a second."""
        left = card.left() + _WORDS + _GAP + QFontMetricsF(self._words).horizontalAdvance(self._head)
        return QRectF(left, card.top() + (ROW - bars.HIGHEST) / 2, _BARS, bars.HIGHEST)

    def act_at(self, card: QRectF, panel: Panel) -> QRectF:
        """Where a click acts."""
        width, height = self._act_width(panel), max(token.HIT, QFontMetricsF(self._words).height())
        return QRectF(card.right() - _RIGHT - width, card.top() + (ROW - height) / 2, width, height)

    def act(self, painter: QPainter, card: QRectF, panel: Panel, tokens: Tokens) -> None:
        """Draw what a click acts on: a word, and the key that does the same."""
        place = self.act_at(card, panel)
        left = self._put(painter, panel.says, self._words, tokens.accent, place.left(), card.top()) + token.S
        if not panel.key:
            return
        height = QFontMetricsF(self._small).height() + 2
        key = QRectF(left, card.top() + (ROW - height) / 2, place.right() - left, height)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.bg))
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        low = key.bottom() - 1.5
        painter.drawLine(QPointF(key.left() + _ROUND - 1, low), QPointF(key.right() - _ROUND + 1, low))
        self._put(painter, panel.key, self._small, tokens.muted, left + _KEY, card.top())

    def _act_width(self, panel: Panel) -> float:
        says = QFontMetricsF(self._words).horizontalAdvance(panel.says)
        key = QFontMetricsF(self._small).horizontalAdvance(panel.key) + 2 * _KEY
        return says + token.S + key if panel.key else says

    def _put(  # noqa: PLR0913 - what, how and where
        self,
        painter: QPainter,
        text: str,
        font: QFont,
        colour: str,
        at: float,
        top: float,
        *,
        until: float | None = None,
        at_right: bool = False,
    ) -> float:
        """Write in the row, no further than `until`; returns where it ends, or begins where it ends `at_right`."""
        metrics = QFontMetricsF(font)
        shown = text if until is None else metrics.elidedText(text, Qt.TextElideMode.ElideRight, until - at)
        width = metrics.horizontalAdvance(shown)
        left = at - width if at_right else at
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(left, top + (ROW + metrics.ascent() - metrics.descent()) / 2), shown)
        return left if at_right else left + width
