"""The window that says what the program is, and what it is made of under which licences."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from asrpro import __version__
from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.icons import tinted
from asrpro.ui.page import Page, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.licences import Work
    from asrpro.ui.theme import Theme

_SIZE: Final = QSize(640, 640)
_ICON: Final = 44
"""Pixels, one of those that the icon is drawn for."""
_VERSION, _LICENCE = 1, 2
"""Columns, after the name's."""


class About(Page):
    """What the program is made of is read when it is first shown, on another thread."""

    def __init__(
        self, theme: Theme, works: Callable[[], Sequence[Work]], post: Callable[[Callable[[], None]], None]
    ) -> None:
        """`works` tells what the program is made of, itself first; `post` calls a function on this thread."""
        super().__init__(_("About ASR Pro"), theme)
        self._post = post
        self._picture = words()
        theme.changed.connect(self._tint)
        self._tint()
        self._works: Sequence[Work] = ()
        self.resize(_SIZE)
        self._place = words(_("The licences are being looked up."), quiet=True)
        self._list = self._listing()
        self._text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._text.setAccessibleName(_("Licence text"))
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(token.XL, token.XL, token.XL, token.L)
        whole.setSpacing(token.M)
        whole.addLayout(self._heading())
        whole.addWidget(self._place)
        whole.addWidget(self._list, stretch=3)
        whole.addWidget(self._text, stretch=2)
        whole.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        for first, second in ((self._list, self._text), (self._text, close)):
            QWidget.setTabOrder(first, second)
        self._list.setFocus()
        threading.Thread(target=self._look, args=(works,), name="licences", daemon=True).start()

    def _heading(self) -> QHBoxLayout:
        told = QVBoxLayout()
        told.setSpacing(token.XS)
        told.addWidget(words(_("ASR Pro"), size=token.TITLE, weight=token.SEMIBOLD))
        told.addWidget(words(_("Version {version}").format(version=__version__), quiet=True))
        told.addWidget(words(_("Hold a key, speak, and the words appear in the window you were in.")))
        told.addWidget(words(_("Nothing you say leaves this machine.")))
        row = QHBoxLayout()
        row.setSpacing(token.L)
        row.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(told, stretch=1)
        return row

    def _listing(self) -> QTreeWidget:
        listing = QTreeWidget()
        listing.setRootIsDecorated(False)
        listing.setUniformRowHeights(True)
        listing.setAllColumnsShowFocus(True)
        listing.setAccessibleName(_("What ASR Pro is made of"))
        listing.setHeaderLabels([_("Made of"), _("Version"), _("Licence")])
        listing.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        listing.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        listing.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        listing.header().setSectionResizeMode(_VERSION, QHeaderView.ResizeMode.ResizeToContents)
        listing.header().setSectionResizeMode(_LICENCE, QHeaderView.ResizeMode.Stretch)
        listing.currentItemChanged.connect(self._chosen)
        return listing

    def _look(self, works: Callable[[], Sequence[Work]]) -> None:
        found: Sequence[Work] = ()
        try:
            found = works()
        finally:
            self._post(lambda: self._looked(found))

    def _looked(self, works: Sequence[Work]) -> None:
        self._works = works
        ours = works[0] if works else None
        if ours and ours.texts:
            text = _("{licence} licence: {path}").format(licence=ours.licence, path=ours.texts[0])
        else:
            text = _("This installation does not tell of its licences.")
        self._place.setText(text)
        items = [QTreeWidgetItem([one.name, one.version, one.licence]) for one in works]
        for item, one in zip(items, works, strict=True):
            item.setToolTip(_LICENCE, one.licence)
        self._list.addTopLevelItems(items)
        if items:
            self._list.setCurrentItem(items[0])

    def _chosen(self, item: QTreeWidgetItem) -> None:
        work = self._works[self._list.indexOfTopLevelItem(item)]
        self._text.setPlainText(work.text())
        self._text.setAccessibleDescription(_("The licence of {name}").format(name=work.name))

    def _tint(self) -> None:
        tokens = self._theme.tokens
        self._picture.setPixmap(tinted("ready", tokens.accent, tokens.recording).pixmap(QSize(_ICON, _ICON)))
