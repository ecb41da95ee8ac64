"""One Model in the window: what it is, how it stands, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QProgressBar, QVBoxLayout, QWidget

from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.models.button import Button
from asrpro.ui.models.item import Act, Item, Shelf
from asrpro.ui.page import Tag, fill, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.catalog.headway import Headway

_WHOLE: Final = 1000
"""Steps of the bar."""
_ACTS: Final[dict[Act, tuple[str, str]]] = {
    "use": (_("Use"), _("Use: {model}")),
    "unload": (_("Unload"), _("Unload: {model}")),
    "delete": (_("Delete..."), _("Delete: {model}")),
    "forget": (_("Remove"), _("Remove from the list: {model}")),
    "update": (_("Update"), _("Update: {model}")),
    "download": (_("Download"), _("Download: {model}")),
    "again": (_("Download again"), _("Download again: {model}")),
    "cancel": (_("Cancel"), _("Cancel the download: {model}")),
}
"""What the buttons say, and their names for those who do not see what they belong to; in their order.

Where somebody has cancelled a download or an update, the way to begin it again comes, and nothing that takes away.
"""
_AWAY: Final[tuple[Act, ...]] = ("delete", "forget")
"""What nobody may do by pressing the same key once more."""


class Row(QFrame):
    """Keeps its height while something comes, and its buttons, so that the focus stays."""

    acted = Signal(str, str)
    """What is to be done, and with which Model."""
    reached = Signal()
    """One of its buttons is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("row")
        self._item: Item | None = None
        self._title = words(weight=token.SEMIBOLD)
        self._state, self._best, self._chosen = Tag(), Tag(), Tag()
        self._summary, self._facts = words(quiet=True), words(quiet=True, size=token.CAPTION)
        self._why, self._trouble = words(quiet=True, size=token.CAPTION), words(size=token.CAPTION)
        self._bar = QProgressBar(maximum=_WHOLE, textVisible=False)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._bar.setFixedHeight(token.XS)
        self._buttons: dict[Act, Button] = {act: self._button(act) for act in _ACTS}
        heading = _line(self._title, self._best, self._chosen, self._state)
        told = QVBoxLayout()
        told.setSpacing(token.XS)
        for each in (self._summary, self._facts, self._why, self._trouble):
            told.addWidget(each)
        told.addStretch(1)  # a single line stands where the first of several would
        under = _line(told, *self._buttons.values())
        row = QVBoxLayout(self)
        row.setContentsMargins(token.L, token.M, token.M, token.XS)
        row.setSpacing(token.XS)
        row.addLayout(heading)
        row.addLayout(under)
        row.addWidget(self._bar)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def follow(self, item: Item, headway: Headway | None) -> None:
        """Show this, and how far its download has come, if one is under way here."""
        acts = _while_it_comes(item.acts) if headway else item.acts
        if item != self._item:
            self._item = item
            self._title.setText(item.title)
            _shown(self._summary, item.summary)
            _shown(self._why, item.why)
            self._best.follow(_("Recommended") if item.shelf is Shelf.RECOMMENDED else "", "accent")
            hears = _("Hears you") if item.able else _("Chosen")
            self._chosen.follow(hears if item.chosen else "", "accent" if item.able else "plain")
            for act, button in self._buttons.items():
                button.setAccessibleName(_ACTS[act][1].format(model=item.title))
            self.setAccessibleName(", ".join(filter(None, (item.title, item.state, item.trouble))))
        coming = _("Looking at its files") if headway and headway.looking else _("Downloading") if headway else ""
        news = coming or (_("Update available") if "update" in acts else "")
        self._state.follow(news or item.state, "accent" if news else item.tone)
        _shown(self._facts, str(headway) if headway else item.facts)
        _shown(self._trouble, "" if headway else item.trouble)  # the disk may have been looked at before this is over
        self._title.setMinimumHeight(self._state.sizeHint().height())  # nothing moves as tags come and go
        self._bar.setVisible(headway is not None)
        self._bar.setAccessibleName(_("Download of {model}").format(model=item.title))
        if headway:
            self._bar.setValue(round((headway.share or 0.0) * _WHOLE))
        first = "use" if "use" in acts else "download"
        # What goes does so last, or the focus would go to another Model's.
        for act, button in sorted(self._buttons.items(), key=lambda one: one[0] not in acts):
            fill(button, filled=item.shelf is Shelf.RECOMMENDED and act == first)
            if act not in acts and button.hasFocus():
                self.focus(but=button)
            button.setVisible(act in acts)

    def focus(self, but: Button | None = None) -> None:
        """Have the focus on the first thing that can be done; instead of one that goes, on nothing that takes away."""
        left = {act: one for act, one in self._buttons.items() if not one.isHidden() and one is not but}
        safe = [one for act, one in left.items() if act not in _AWAY]
        found = safe or ([*left.values()] if but is None else [])
        (found[0] if found else self).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def troubled(self) -> bool:
        """Whether it says what went wrong."""
        return not self._trouble.isHidden()

    @property
    def buttons(self) -> Sequence[Button]:
        """All that it may show, in their order."""
        return [*self._buttons.values()]

    def _button(self, act: Act) -> Button:
        button = Button(_ACTS[act][0])
        button.reached.connect(self.reached)
        button.clicked.connect(lambda: self.acted.emit(act, self._item.id if self._item else ""))
        return button


def _while_it_comes(acts: frozenset[Act]) -> frozenset[Act]:
    """What can be done with one while an update or another form of it is on its way, or with one that is not here."""
    here = frozenset[Act]() if "download" in acts else acts - {"again", "update"}
    return here | {"cancel"}


def _line(first: QLabel | QLayout, *others: QWidget) -> QHBoxLayout:
    """What takes the room there is, and beside it, at the right, what takes its own."""
    line = QHBoxLayout()
    line.setSpacing(token.S)
    if isinstance(first, QLayout):
        line.addLayout(first, stretch=1)
    else:
        line.addWidget(first, stretch=1)
    for one in others:
        line.addWidget(one, alignment=Qt.AlignmentFlag.AlignVCenter)
    return line


def _shown(label: QLabel, text: str) -> None:
    """Have it say this, and take no room where that is nothing."""
    label.setText(text)
    label.setVisible(bool(text))
