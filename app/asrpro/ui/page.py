"""Windows in the program's own look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from asrpro.ui import tokens as token
from asrpro.ui.icons import icon, window_ground

if TYPE_CHECKING:
    from asrpro.ui.theme import Theme
    from asrpro.ui.tokens import Tokens

Tone = Literal["plain", "accent", "good", "bad"]
"""What a Tag means by what it says."""

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

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name of the base class
        """Know where the pointer is once a menu or a dialogue is gone, which keep that from buttons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            for button in self.findChildren(QPushButton):
                here = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
                button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, here and button.isVisible())
                button.update()

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


class Tag(QLabel):
    """A word about the state of something, on a ground of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + token.CAPTION)
        self.setFont(font)
        self.follow("", "plain")

    def follow(self, text: str, tone: Tone) -> None:
        """Say this; nothing is to be seen of one that says nothing."""
        self.setText(text)
        self.setVisible(bool(text))
        _restyle(self, "tone", tone)


def fill(button: QPushButton, *, filled: bool) -> None:
    """Have it be the one that most people want, of which a window has one at most; or one of the others."""
    _restyle(button, "filled", filled)


def _restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def sheet(tokens: Tokens) -> str:
    """How all that stands in a Page looks."""
    line = _THICK if tokens.high_contrast else _LINE
    groove = tokens.bg if tokens.high_contrast else tokens.line
    return f"""
        Page, QWidget#column {{ background: {tokens.surface}; }}
        QLabel {{ color: {tokens.text}; background: transparent; }}
        QLabel[quiet="true"] {{ color: {tokens.muted}; }}
        QLabel[tone] {{ color: {tokens.muted}; background: {tokens.bg}; border: {line}px solid {tokens.line};
            border-radius: {token.XS}px; padding: {line}px {token.S}px; }}
        QLabel[tone="accent"] {{ color: {tokens.accent}; background: {tokens.accent_soft}; }}
        QLabel[tone="good"] {{ color: {tokens.good}; background: {tokens.good_soft}; }}
        QLabel[tone="bad"] {{ color: {tokens.recording}; background: {tokens.recording_soft}; }}
        QProgressBar {{ background: {groove}; border: none; border-radius: {token.XS // 2}px; }}
        QProgressBar::chunk {{ background: {tokens.accent}; border-radius: {token.XS // 2}px; }}
        QFrame#row {{ background: {tokens.raised}; border: {line}px solid {tokens.line};
            border-radius: {token.RADIUS_ROW}px; }}
        QFrame#row:focus {{ border-color: {tokens.accent}; }}
        QScrollArea {{ border: none; background: {tokens.surface}; }}
        QPushButton {{ color: {tokens.text}; background: {tokens.raised}; border: {line}px solid {tokens.line};
            border-radius: {token.RADIUS_FIELD}px; padding: 0 {token.M}px; min-height: {token.HIT}px;
            outline: none; }}
        QPushButton:hover {{ background: {tokens.accent_soft}; }}
        QPushButton[filled="true"] {{ color: {tokens.on_accent}; background: {tokens.accent};
            border-color: {tokens.accent}; }}
        QPushButton:disabled {{ color: {tokens.faint}; }}
        QPushButton:focus {{ border: {_THICK}px solid {tokens.accent}; padding: 0 {token.M - _THICK + line}px;
            min-height: {token.HIT - 2 * (_THICK - line)}px; }}
        QPushButton[filled="true"]:focus {{ border-color: {tokens.text}; }}
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
