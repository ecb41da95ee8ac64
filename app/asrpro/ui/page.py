"""Windows in the program's own look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from asrpro.ui import tokens as token
from asrpro.ui.icons import icon, window_ground

if TYPE_CHECKING:
    from asrpro.ui.theme import Theme
    from asrpro.ui.tokens import Tokens

_LINE: Final = 1
_THICK: Final = 2
"""Pixels of borders, and of those in high contrast and around what has the focus."""


class Page(QWidget):
    """A window that follows the Theme; Escape closes it, and it is kept for the next time."""

    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(title)
        self.setWindowIcon(icon("ready", window_ground()))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        QShortcut(QKeySequence.StandardKey.Cancel, self, self.close)
        theme.changed.connect(self._dress)
        self._dress()

    def come(self) -> None:
        """Be seen, in front."""
        self.showNormal()
        self.raise_()
        self.activateWindow()

    def end(self) -> None:
        """Go for good."""
        self.close()
        self.deleteLater()

    def _dress(self) -> None:
        self.setStyleSheet(sheet(self._theme.tokens))


def words(text: str = "", *, size: int = 0, weight: int = token.NORMAL, quiet: bool = False) -> QLabel:
    """A text that can be selected and breaks its lines.

    Args:
        text: what it says.
        size: points more than the system's font has.
        weight: that of the type.
        quiet: whether it steps back behind others.
    """
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() + size)
    font.setWeight(QFont.Weight(weight))
    label.setFont(font)
    label.setProperty("quiet", quiet)
    return label


def sheet(tokens: Tokens) -> str:
    """How all that stands in a Page looks."""
    line = _THICK if tokens.high_contrast else _LINE
    return f"""
        Page, QWidget#column {{ background: {tokens.surface}; }}
        QLabel {{ color: {tokens.text}; background: transparent; }}
        QLabel[quiet="true"] {{ color: {tokens.muted}; }}
        QFrame#row {{ background: {tokens.raised}; border: {line}px solid {tokens.line};
            border-radius: {token.RADIUS_ROW}px; }}
        QScrollArea {{ border: none; background: {tokens.surface}; }}
        QPushButton {{ color: {tokens.text}; background: {tokens.raised}; border: {line}px solid {tokens.line};
            border-radius: {token.RADIUS_FIELD}px; padding: 0 {token.M}px; min-height: {token.HIT}px; }}
        QPushButton:hover {{ background: {tokens.accent_soft}; }}
        QPushButton:focus {{ border: {_THICK}px solid {tokens.accent}; }}
        QTreeWidget, QPlainTextEdit {{ color: {tokens.text}; background: {tokens.raised};
            border: {line}px solid {tokens.line}; border-radius: {token.RADIUS_FIELD}px;
            selection-background-color: {tokens.accent}; selection-color: {tokens.on_accent}; outline: none; }}
        QTreeWidget:focus, QPlainTextEdit:focus {{ border: {_THICK}px solid {tokens.accent}; }}
        QTreeWidget::item {{ padding: {token.XS}px; }}
        QTreeWidget::item:selected {{ background: {tokens.accent}; color: {tokens.on_accent}; }}
        QHeaderView::section {{ color: {tokens.muted}; background: {tokens.bg}; border: none;
            padding: {token.XS}px {token.S}px; }}
        QScrollBar:vertical {{ background: transparent; width: {token.M}px; margin: {token.XS // 2}px; }}
        QScrollBar::handle:vertical {{ background: {tokens.faint}; border-radius: {token.XS}px;
            min-height: {token.HIT}px; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
