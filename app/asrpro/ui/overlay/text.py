"""The last lines of what was said, broken as they were broken before: no word ever moves up or to the side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout, QTextOption

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter, QTextLine

LINES: Final = 3
"""How many are shown at most."""
_KEPT: Final = 8
"""Lines that are laid out anew with each word; those before are settled and forgotten."""


class Lines:
    """Text that grows at its end, of which the tentative part may change."""

    def __init__(self, font: QFont, width: int, most: int = LINES) -> None:
        """Empty; `width` in pixels, and `most` lines are shown."""
        self._layout = QTextLayout()
        self._layout.setFont(font)
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._width = width
        self._most = most
        self._said: tuple[str, str, str, bool] = ("", "", "", False)
        self._from = 0
        """Letters of the settled text that are not laid out any more: a whole number of lines."""

    def say(self, settled: str, tentative: str, faint: str, *, lined: bool = False) -> None:
        """Show this, the tentative part in the faint colour, or with a dotted line below it."""
        said = (settled, tentative, faint, lined)
        if said == self._said:
            return
        if not settled.startswith(self._said[0][: self._from]):
            self._from = 0  # another text
        self._said = said
        rest = settled[self._from :].replace("\n", "\u2028")
        gap = " " if rest and tentative and not rest.endswith("\u2028") else ""
        self._lay_out(rest + gap + tentative, len(tentative))
        over = self._layout.lineCount() - _KEPT
        if over > 0 and (start := self._layout.lineAt(over).textStart()) <= len(rest):
            self._from += start
            self._lay_out((rest + gap + tentative)[start:], len(tentative))

    @property
    def shown(self) -> list[QTextLine]:
        """The lines that are shown, from the top."""
        count = self._layout.lineCount() if self._layout.text() else 0  # no text is an empty line to Qt
        return [self._layout.lineAt(number) for number in range(max(0, count - self._most), count)]

    @property
    def text(self) -> list[str]:
        """What stands in the lines that are shown."""
        whole = self._layout.text()
        return [whole[line.textStart() : line.textStart() + line.textLength()].strip() for line in self.shown]

    def draw(self, painter: QPainter, left: float, top: float, height: float) -> None:
        """Draw the lines, each so high; the tentative words have their colour, all others the painter's."""
        for number, line in enumerate(self.shown):
            spare = (height - line.height()) / 2
            line.draw(painter, QPointF(left, top + number * height + spare - line.y()))

    def _look(self) -> QTextCharFormat:
        """How tentative words look."""
        _settled, _tentative, faint, lined = self._said
        found = QTextCharFormat()
        found.setForeground(QColor(faint))
        if lined:
            found.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        return found

    def _lay_out(self, text: str, tentative: int) -> None:
        """Break it into lines; so many letters at its end are tentative."""
        layout = self._layout
        layout.setText(text)
        formats = []
        if tentative:
            faint = QTextLayout.FormatRange()
            faint.start, faint.length, faint.format = len(text) - tentative, tentative, self._look()
            formats.append(faint)
        layout.setFormats(formats)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width)
            line.setPosition(QPointF(0.0, top))
            top += line.height()
        layout.endLayout()
