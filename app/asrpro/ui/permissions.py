"""The window that says what the desktop lets this program do, and opens the pages where people change that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.overlay import glyphs
from asrpro.ui.page import Page, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

    from asrpro.desktop.ports import Grant, Permission
    from asrpro.ui.overlay.panel import Glyph
    from asrpro.ui.theme import Theme

_SHAPES: Final[dict[Grant, Glyph]] = {
    "granted": "tick",
    "missing": "triangle",
    "unknown": "ring",
    "not needed": "slash",
}
STATES: Final[dict[Grant, str]] = {
    "granted": _("Allowed"),
    "missing": _("Missing"),
    "unknown": _("Not known"),
    "not needed": _("Not needed"),
}
"""What each state is called."""
_SIZE: Final = QSize(560, 400)


class PermissionsWindow(Page):
    """A row for each Permission; it has them looked at again whenever people come back to it."""

    def __init__(self, theme: Theme, look: Callable[[], None], open_: Callable[[Permission], None]) -> None:
        """`look` has `follow` called soon, `open_` opens the page of a Permission."""
        super().__init__(_("Permissions"), theme)
        self._look = look
        self._open = open_
        self._rows: dict[str, _Row] = {}
        self.resize(_SIZE)
        self._told = words(_("What the desktop lets ASR Pro do. It is looked at again when you come back here."))
        inner = QWidget()
        inner.setObjectName("column")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(token.S)
        self._column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(token.XL, token.XL, token.XL, token.L)
        whole.setSpacing(token.L)
        whole.addWidget(self._told)
        whole.addWidget(area, stretch=1)
        whole.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def follow(self, permissions: Sequence[Permission]) -> None:
        """Show these; a row that is there already stays, and with it the focus."""
        for name in self._rows.keys() - {one.name for one in permissions}:
            self._rows.pop(name).deleteLater()
        for place, one in enumerate(permissions):
            if one.name not in self._rows:
                self._rows[one.name] = _Row(self._theme, self._open)
                self._column.insertWidget(place, self._rows[one.name])
            self._rows[one.name].follow(one)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name of the base class
        """Look again when people come back."""
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look()
        super().changeEvent(event)


class _Row(QFrame):
    """One Permission: its state as a shape and a word, what it is for, and a button for its page."""

    def __init__(self, theme: Theme, open_: Callable[[Permission], None]) -> None:
        super().__init__()
        self.setObjectName("row")
        self._permission: Permission | None = None
        self._open = open_
        self._shape = _Shape(theme)
        self._name = words(weight=token.SEMIBOLD)
        self._state = words(quiet=True)
        self._purpose = words(quiet=True)
        self._button = QPushButton(_("Open settings"))
        self._button.clicked.connect(self._opened)
        heading = QHBoxLayout()
        heading.setSpacing(token.S)
        heading.addWidget(self._shape)
        heading.addWidget(self._name, stretch=1)
        heading.addWidget(self._state)
        self._state.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(token.M, token.M, token.M, token.M)
        column.setSpacing(token.S)
        column.addLayout(heading)
        column.addWidget(self._purpose)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)

    def follow(self, permission: Permission) -> None:
        """Show this."""
        self._permission = permission
        state = STATES[permission.state]
        self._shape.follow(_SHAPES[permission.state])
        self._name.setText(permission.name)
        self._state.setText(state)
        self._purpose.setText(permission.purpose)
        self._button.setVisible(bool(permission.page))
        self._button.setAccessibleName(_("Open settings: {name}").format(name=permission.name))
        self.setAccessibleName(f"{permission.name}: {state}")
        self.setAccessibleDescription(permission.purpose)

    def _opened(self) -> None:
        if self._permission:
            self._open(self._permission)


class _Shape(QWidget):
    """A state without words, for those who see it at a glance; the word stands beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._glyph: Glyph = "ring"
        self.setFixedSize(glyphs.SIZE, glyphs.SIZE)

    def follow(self, glyph: Glyph) -> None:
        """Show this."""
        self._glyph = glyph
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - the name of the base class
        """Draw it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            glyphs.draw(painter, self._glyph, QPointF(0, 0), self._theme.tokens)
