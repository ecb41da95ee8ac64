"""Asks before a Model is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from asrpro.catalog.sizes import spelled
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from asrpro.ui.models.item import Item


_WIDE: Final = 320
"""Pixels of the sentences."""


def ask_to_delete(window: QWidget, item: Item, instead: str, then: Callable[[], None]) -> None:
    """Call `then` if somebody says yes; `instead` is the Model that dictation would go by afterwards, if by another."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_("Delete a model"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setStyleSheet(f"QLabel {{ min-width: {_WIDE}px; }}")
    box.setText(_("Delete {model} ({size})?").format(model=item.title, size=spelled(item.size)))
    about = _("It can be downloaded again.")
    if instead:
        about = _("It is the model that hears you now: {other} will, until you choose another one. {rest}").format(
            other=instead, rest=about
        )
    box.setInformativeText(about)
    delete = box.addButton(_("Delete"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    delete.clicked.connect(then)
    box.open()
