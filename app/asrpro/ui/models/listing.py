"""The rows of the window of Models, under their headings."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.models.item import Item, Shelf
from asrpro.ui.models.row import Row
from asrpro.ui.page import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asrpro.catalog.headway import Headway

_SHELVES: Final = {
    Shelf.RECOMMENDED: _("Best for this computer"),
    Shelf.HERE: _("On this computer"),
    Shelf.SERVER: _("On a server"),
    Shelf.ELSEWHERE: _("To be downloaded"),
    Shelf.USELESS: _("Without an engine here"),
}


class Listing(QScrollArea):
    """A row that is there already stays, and with it the focus."""

    acted = Signal(str, str)
    """What is to be done, and with which Model."""

    def __init__(self, after: QWidget) -> None:
        """Tab comes here from `after`."""
        super().__init__(widgetResizable=True)
        self._after = after
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._order: list[tuple[str, Shelf]] = []
        self._rows: dict[str, Row] = {}
        self._changing = False
        """Whether what it shows is being changed: then the focus may go on by itself, and nothing lies in its place."""
        inner = QWidget()
        inner.setObjectName("column")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, token.M, 0)
        self._column.setSpacing(token.S)
        self._heads = {shelf: words(text, weight=token.SEMIBOLD) for shelf, text in _SHELVES.items()}
        for head in self._heads.values():
            head.setContentsMargins(0, token.S, 0, 0)
            self._column.addWidget(head)
            head.hide()
        self.setWidget(inner)

    def follow(self, items: Sequence[Item], coming: Mapping[str, Headway]) -> None:
        """Show these, in this order, and how far downloads that are under way have come."""
        order = [(one.id, one.shelf) for one in items]
        self._changing = True
        try:
            if order == self._order:
                self._change(items, coming)
            else:
                self._order_anew(order, items, coming)
        finally:
            self._changing = False

    def begin(self) -> None:
        """Be as nobody has scrolled it."""
        self.verticalScrollBar().setValue(0)

    def focus(self, name: str) -> bool:
        """Have the focus on what can be done with one, if it is listed."""
        row = self._rows.get(name)
        if row:
            row.focus()
            self._bring(row)
        return row is not None

    @property
    def _focused(self) -> Row | None:
        """The row that has the focus, or will once the window is the active one."""
        focus = self.window().focusWidget()
        return next((row for row in self._rows.values() if row is focus or row.isAncestorOf(focus)), None)

    def _reached(self, row: Row) -> None:
        if not self._changing:
            self._bring(row)

    def _bring(self, row: Row) -> None:
        """Have a row in sight, with the heading above it; what has the focus in one that is too high for that."""
        at = self._column.indexOf(row)
        for one in (*(head for head in self._heads.values() if self._column.indexOf(head) == at - 1), row):
            self.ensureWidgetVisible(one, 0, token.S)
        focus = self.window().focusWidget()
        if row.isAncestorOf(focus):
            self.ensureWidgetVisible(focus, 0, token.S)

    def _change(self, items: Sequence[Item], coming: Mapping[str, Headway]) -> None:
        """Show what has become of those that are there."""
        calm = [one for one in self._rows.values() if not one.troubled and _whole(one)]
        self._fill(items, coming)
        for row in (one for one in calm if one.troubled):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self.ensureWidgetVisible(row, 0, token.S)  # it has grown

    def _order_anew(self, order: list[tuple[str, Shelf]], items: Sequence[Item], coming: Mapping[str, Headway]) -> None:
        """Show others, or in another order; a row with the focus that was in sight is so wherever it goes."""
        held = self._focused
        seen = held is not None and not held.visibleRegion().isEmpty()
        self._hand_on({name for name, _shelf in order})
        self._order = order
        # Qt would show rows that are new, and lay them out only later.
        self.setUpdatesEnabled(False)
        try:
            self._arrange(items)
            self._fill(items, coming)
            for row in self._rows.values():
                row.show()
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        finally:
            self.setUpdatesEnabled(True)
        now = self._focused
        if seen and now:
            self._bring(now)

    def _hand_on(self, left: set[str]) -> None:
        """Where the row with the focus goes, have it on the one below, or above where none is.

        On the row itself: whoever presses the same key once more shall do nothing with another Model.
        """
        names = [name for name, _shelf in self._order]
        at = next((at for at, name in enumerate(names) if self._rows[name] is self._focused), None)
        if at is None or names[at] in left:
            return
        heir = next((name for name in (*names[at:], *reversed(names[:at])) if name in left), "")
        (self._rows[heir] if heir else self._after).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, items: Sequence[Item], coming: Mapping[str, Headway]) -> None:
        for item in items:
            self._rows[item.id].follow(item, coming.get(item.id))

    def _arrange(self, items: Sequence[Item]) -> None:
        for name in self._rows.keys() - {one.id for one in items}:
            self._rows.pop(name).deleteLater()
        # By name: an item that `takeAt` gives lives on, and the next one of its widget would not hear of new heights.
        for widget in (*self._heads.values(), *self._rows.values()):
            self._column.removeWidget(widget)
        while self._column.count():
            self._column.takeAt(0)
        for shelf, head in self._heads.items():
            there = [item for item in items if item.shelf is shelf]
            head.setVisible(bool(there))
            for widget in (head, *map(self._row, there)) if there else ():
                self._column.addWidget(widget)
        self._column.addStretch(1)
        rows = map(self._row, items)
        for one, following in pairwise((self._after, *(one for row in rows for one in (row, *row.buttons)))):
            self.setTabOrder(one, following)

    def _row(self, item: Item) -> Row:
        if item.id not in self._rows:
            row = self._rows[item.id] = Row()
            row.acted.connect(self.acted)
            row.reached.connect(partial(self._reached, row))
        return self._rows[item.id]


def _whole(row: Row) -> bool:
    """Whether all of it is in sight."""
    return row.visibleRegion().boundingRect() == row.rect()
