"""A button of a row, which does nothing by keys while nobody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

_PRESSING: Final = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
_LEFT_ALONE: Final = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""What moved under the pointer then would be missed by a click."""


class Button(QPushButton):
    """Whoever scrolls is to bring it into sight once it is reached."""

    reached = Signal()
    """The focus came to it by keys or by the program, or a key was pressed on it out of sight."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - the name of the base class
        """Say that it is reached."""
        super().focusInEvent(event)
        if event.reason() not in _LEFT_ALONE:
            self.reached.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - the name of the base class
        """Be pressed, unless the wheel has taken it out of sight: then be seen first."""
        if event.key() in _PRESSING and self.visibleRegion().isEmpty():
            self.reached.emit()
        else:
            super().keyPressEvent(event)
