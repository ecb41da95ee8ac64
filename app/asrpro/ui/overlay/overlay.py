"""The window of the overlay: over everything, in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPropertyAnimation, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QRegion
from PySide6.QtWidgets import QAbstractButton, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.overlay.drawing import WIDE, Drawing
from asrpro.ui.overlay.shadow import MARGIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from PySide6.QtGui import QPaintEvent, QScreen

    from asrpro.desktop.ports import Scene
    from asrpro.ui.overlay.panel import Panel
    from asrpro.ui.theme import Theme

    Edge = Literal["top", "bottom"]

_ABOVE: Final = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.NoDropShadowWindowHint
)
"""A window manager would give it the focus, or a place of its own choice."""
_EDGE: Final = 32
"""Pixels between the card and the edge of the screen."""


def _float(window: QWidget) -> None:
    """Have it lie above all others, and never have the focus."""
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
    window.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Overlay(QWidget):
    """Shows a Panel; every click goes through to what lies below, but on what a click acts on.

    The window has one size and one place for as long as it is shown; only the card in it grows, from its edge.
    """

    acted = Signal(str)
    """The name of the menu entry that was clicked."""

    def __init__(self, theme: Theme, scene: Scene) -> None:
        super().__init__(None, _ABOVE | Qt.WindowType.WindowTransparentForInput)
        _float(self)
        self.setWindowTitle(_("ASR Pro: dictation"))
        self.setAccessibleName(self.windowTitle())
        self._theme = theme
        self._scene = scene
        self._composited = scene.composited()
        self._drawing = Drawing(self.font())
        self._panel: Panel | None = None
        self._leaving = False
        """Whether the Panel is on its way out."""
        self._heights: Sequence[int] = ()
        self._card = QSize()
        self._edge: Edge = "bottom"
        self._button = _Button(self)
        self._fade = QPropertyAnimation(self, b"windowOpacity", self)
        self._fade.setDuration(token.FADE)
        self._fade.finished.connect(self._faded)
        self.setFixedSize(WIDE + 2 * MARGIN, self._drawing.highest + 2 * MARGIN)
        theme.changed.connect(self._dress)

    @property
    def card(self) -> QRect:
        """Where the card is, in the window."""
        left = (self.width() - self._card.width()) // 2
        top = MARGIN if self._edge == "top" else self.height() - MARGIN - self._card.height()
        return QRect(left, top, self._card.width(), self._card.height())

    def come(self, screen: QScreen, edge: Edge, width: int = 0) -> None:
        """Be on this screen from now on, with a new card at least so wide: what text will stand on has room for it."""
        self._edge, self._card = edge, QSize(width, 0)
        self._composited = self._scene.composited()
        self.clearMask()
        free = screen.availableGeometry()
        left = free.left() + (free.width() - self.width()) // 2
        near = _EDGE - MARGIN
        top = free.top() + near if edge == "top" else free.bottom() + 1 - near - self.height()
        self.setScreen(screen)
        self.move(left, top)
        if self.isVisible():
            self.lift(self)

    def show_panel(self, panel: Panel, heights: Sequence[int]) -> None:
        """Show this, until something else is shown or `leave`."""
        only_bars = self._panel == panel and self.isVisible() and not self._leaving
        self._panel, self._heights, self._leaving = panel, heights, False
        if only_bars:
            if panel.bars:
                self.update(self._drawing.bars_at(QRectF(self.card)).toAlignedRect())
            return
        self.setAccessibleDescription(" ".join(filter(None, (panel.words, panel.hint))))
        self._drawing.say(panel, self._theme.tokens)
        size = self._drawing.size(panel)
        self._card = QSize(max(self._card.width(), size.width()), size.height())  # narrower would be sideways
        if not self._composited:
            self.setMask(_rounded(self.card))
        self._appear()
        self.update()
        self._button.follow(panel)

    def leave(self) -> None:
        """Go, unless something else is shown before that is done."""
        self._button.hide()
        self._leaving = True
        if not self.isVisible():
            return
        if self._composited and self._theme.motion:
            self._fade_to(0.0)
        else:
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - the name of the base class
        """Draw the card, or only the bars on it."""
        panel, tokens = self._panel, self._theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            card = QRectF(self.card)
            bars = panel is not None and self._drawing.bars_at(card).toAlignedRect().contains(event.rect())
            if not self._composited:
                # What is within the mask and beside the round corners is seen, too: half pixels of the border.
                painter.fillRect(event.rect(), QColor(tokens.line))
            self._drawing.card(painter, card, tokens, soft=self._composited and not bars)
            if panel is not None and bars:
                self._drawing.bars(painter, card, panel, tokens, self._heights)
            elif panel is not None:
                self._drawing.content(painter, card, panel, tokens, self._heights)

    def draw_act(self, painter: QPainter) -> None:
        """Draw what a click acts on, with the card below it."""
        if self._panel is not None:
            card = QRectF(self.card)
            self._drawing.card(painter, card, self._theme.tokens, soft=False)
            self._drawing.act(painter, card, self._panel, self._theme.tokens)

    def lift(self, window: QWidget) -> None:
        """Show it, above all that has come since it was shown last."""
        window.show()
        window.raise_()
        self._scene.lift(int(window.winId()))

    def act_at(self, panel: Panel) -> QRect:
        """Where a click acts, in the window."""
        return self._drawing.act_at(QRectF(self.card), panel).toAlignedRect()

    def _dress(self) -> None:
        """Have the colours of another theme."""
        if self._panel is not None:
            self._drawing.say(self._panel, self._theme.tokens)
        self.update()
        self._button.update()

    def _appear(self) -> None:
        if self.isVisible() and self._fade.endValue() != 0.0:
            return
        fades = self._composited and self._theme.motion
        if not fades or not self.isVisible():
            self.setWindowOpacity(0.0 if fades else 1.0)
        self.lift(self)
        if fades:
            self._fade_to(1.0)

    def _fade_to(self, opacity: float) -> None:
        self._fade.stop()
        self._fade.setStartValue(self.windowOpacity())
        self._fade.setEndValue(opacity)
        self._fade.start()

    def _faded(self) -> None:
        if self._fade.endValue() == 0.0:
            self.hide()


class _Button(QAbstractButton):
    """What takes clicks, above the card, which takes none."""

    def __init__(self, overlay: Overlay) -> None:
        super().__init__(overlay)
        self.setWindowFlags(_ABOVE)
        _float(self)
        self._overlay = overlay
        self._act = ""
        self.clicked.connect(self._acted)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def follow(self, panel: Panel) -> None:
        """Be where there is something to click."""
        self._act = panel.act or ""
        if not panel.act:
            self.hide()
            return
        self.setAccessibleName(panel.says)
        self.setWindowTitle(_("ASR Pro: {action}").format(action=panel.says))
        self.setGeometry(self._overlay.act_at(panel).translated(self._overlay.pos()))
        self.update()
        self._overlay.lift(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - the name of the base class
        """Draw the part of the card that it covers."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self._overlay.pos() - self.pos())
            self._overlay.draw_act(painter)

    def _acted(self) -> None:
        self._overlay.acted.emit(self._act)


def _rounded(card: QRect) -> QRegion:
    path = QPainterPath()
    path.addRoundedRect(QRectF(card), token.RADIUS_OVERLAY, token.RADIUS_OVERLAY)
    return QRegion(path.toFillPolygon().toPolygon())
