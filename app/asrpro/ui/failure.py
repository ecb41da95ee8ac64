"""The one window of a program that cannot start."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from asrpro.i18n import _


def show_failure(title: str, hint: str) -> None:
    """Show what is wrong and what to do until people close it; nothing else may run by then, for it waits."""
    box = QMessageBox(QMessageBox.Icon.Critical, _("ASR Pro"), title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(hint)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.exec()
