"""The questions and sentences that people answer before they go on with Models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from asrpro.catalog.sizes import spelled
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from asrpro.errors import AppError
    from asrpro.ui.models.item import Item

_BELOW: Final = "QLabel#qt_msgbox_informativelabel"
"""What Qt calls the sentences below the first one, which are wrapped; the first one is only where it is very long."""
_WIDE: Final = 320
"""Pixels of them."""


def ask_to_delete(window: QWidget, item: Item, instead: str, then: Callable[[], None]) -> None:
    """Call `then` if somebody says yes; `instead` is the Model that dictation would go by afterwards, if by another."""
    box = _box(window, _("Delete a model"))
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


def tell_of_failure(window: QWidget, error: AppError) -> None:
    """Say why what was picked is not added, and what to do; what of it is a path or command can be copied."""
    box = _box(window, _("Add a model"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setText(error.title)
    box.setInformativeText(error.hint)
    box.addButton(_("Close"), QMessageBox.ButtonRole.RejectRole)
    box.open()


def _box(window: QWidget, title: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setStyleSheet(f"{_BELOW} {{ min-width: {_WIDE}px; }}")
    return box
