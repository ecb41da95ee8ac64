"""A window that shows a text for people to take."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token


class TextWindow(QWidget):
    """The text, which can be selected and copied; there is no hurry to close it."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(520, 320)
        box = QPlainTextEdit(text, readOnly=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setDefault(True)

        def copied() -> None:
            box.selectAll()
            box.copy()

        copy.clicked.connect(copied)
        buttons.rejected.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Cancel, self, self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(token.M, token.M, token.M, token.M)
        column.addWidget(box)
        column.addWidget(buttons)
        QWidget.setTabOrder(box, copy)
        QWidget.setTabOrder(copy, buttons.button(QDialogButtonBox.StandardButton.Close))
        box.setFocus()
