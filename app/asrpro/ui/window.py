"""A small window with the menu of the tray, for desktops without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QIcon, QShowEvent

    from asrpro.ui.look import Look

_ICON = 22


class Window(QWidget):
    """A button for each entry of the menu; closing it by hand only makes it small, for nothing else is to be seen."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setWindowTitle(_("ASR Pro"))
        self._ours = False
        self._icon, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(240)
        self._notice = QLabel()
        self._notice.setWordWrap(True)
        self._notice.hide()
        state = QHBoxLayout()
        # By its long name: importing `Qt` would hold up the icon of those who have a tray.
        state.addWidget(self._icon, alignment=QtCore.Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._words, stretch=1)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(token.XS)
        column.setContentsMargins(token.M, token.M, token.M, token.M)
        column.addLayout(state)
        column.addWidget(self._notice)
        for action in menu.actions():
            if not action.isSeparator():
                button = _Button(action)
                column.addWidget(button)
                button.follow()
        column.addStretch()

    def follow(self, look: Look, icon: QIcon) -> None:
        """Show what is going on."""
        self.setWindowIcon(icon)
        self._icon.setPixmap(icon.pixmap(QSize(_ICON, _ICON)))
        self._words.setText(look.words)
        self._fit()

    def notice(self, text: str) -> None:
        """Show a sentence, until the next one; an empty one takes the last away."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))
        self._fit()

    def close(self) -> bool:
        """Go away."""
        self._ours = True
        return super().close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - the name of the base class
        """Be as high as what is said needs."""
        super().showEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - the name of the base class
        """Become small when people close it."""
        if self._ours:
            event.accept()
        else:
            event.ignore()
            self.showMinimized()

    def _fit(self) -> None:
        """Be high enough for sentences that take several lines, which no window manager would know."""
        if self.isVisible():
            self._column.activate()
            self.resize(self.width(), self._column.totalHeightForWidth(self.width()))


class _Button(QToolButton):
    """One entry of the menu, which outlives it: as its default action the entry would be deleted with the button."""

    def __init__(self, entry: QAction) -> None:
        super().__init__()
        self._entry = entry
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(token.HIT)
        menu = entry.menu()
        if isinstance(menu, QMenu):
            self.setMenu(menu)
            self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.clicked.connect(entry.trigger)
        # A method, which is forgotten when this is gone.
        entry.changed.connect(self.follow)

    def follow(self) -> None:
        """Say what the entry says."""
        self.setText(self._entry.text())
        self.setEnabled(self._entry.isEnabled())
        self.setVisible(self._entry.isVisible())
