"""A submenu whose entries come from an Offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from asrpro.ui.look import Choice


class Submenu(QObject):
    """Made anew only where there is something else to choose from; that this may be done now is for others to know."""

    chosen = Signal(str)
    """The name of a Choice."""

    def __init__(self, parent: QMenu, title: str) -> None:
        super().__init__(parent)
        self.menu = parent.addMenu(title)
        self.menu.menuAction().setEnabled(False)
        self._listed: Sequence[Sequence[Choice]] = ()
        self._group: QActionGroup | None = None
        self._nested: list[QMenu] = []

    def follow(self, groups: Sequence[Sequence[Choice]]) -> None:
        """Have these entries from now on."""
        if groups == self._listed:
            return
        self._listed = groups
        if self._group:
            self._group.deleteLater()
        self._group = QActionGroup(self)
        self.menu.clear()
        while self._nested:
            self._nested.pop().deleteLater()  # which a menu that is cleared leaves alone
        for group in filter(None, groups):
            if self.menu.actions():
                self.menu.addSeparator()
            self._add(self.menu, group)
        self.menu.menuAction().setEnabled(any(groups))

    def _add(self, menu: QMenu, choices: Sequence[Choice]) -> None:
        for choice in choices:
            if choice.more:
                self._nested.append(menu.addMenu(_safe(choice.title)))
                self._add(self._nested[-1], choice.more)
                continue
            # Behind a tab Qt writes at the right: the place of keys.
            title = _safe(choice.title) + (f"\t{_safe(choice.beside)}" if choice.beside else "")
            action = QAction(title, menu, checkable=choice.current is not None, enabled=choice.enabled)
            action.triggered.connect(lambda _checked, name=choice.name: self.chosen.emit(name))
            if choice.current is not None and self._group:
                self._group.addAction(action)
                action.setChecked(choice.current)
            menu.addAction(action)


def _safe(text: str) -> str:
    """A text in which nothing means something to a menu."""
    return text.replace("&", "&&").replace("\t", " ")
