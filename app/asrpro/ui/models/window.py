"""The window of Models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from asrpro.ui.models.page import ModelsPage
    from asrpro.ui.theme import Theme

_SIZE: Final = QSize(820, 640)
_SMALLEST: Final = QSize(640, 400)


class ModelsWindow(Page):
    """Nothing but their page, and a button that closes it."""

    def __init__(self, theme: Theme, page: ModelsPage) -> None:
        super().__init__(_("Models"), theme)
        self.page = page
        """What it shows."""
        self.resize(_SIZE)
        self.setMinimumSize(_SMALLEST)
        self._close = QPushButton(_("Close"))
        self._close.clicked.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(token.XL, token.XL, token.XL, token.L)
        whole.setSpacing(token.M)
        whole.addWidget(page, stretch=1)
        whole.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignRight)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - the name of the base class
        """Begin anew, wherever somebody has left it; not where it only was an icon for a while."""
        super().showEvent(event)
        if not event.spontaneous():
            self._close.setFocus()

    def end(self) -> None:
        """Go for good."""
        self.page.end()
        super().end()
