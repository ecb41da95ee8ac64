"""The menu of what works; the tray shows it, and a small window where there is no tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.ui.look import Choice, Look


class Menu(QObject):
    """Its entries stay the same objects; what they say follows the Look."""

    chosen = Signal(str)
    """The name of the entry that was chosen, as in "dictate"."""
    model_chosen = Signal(str)
    """What the settings call the Model that was chosen; empty for one that is still to be found on disk."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = QMenu()
        self._actions: dict[str, QAction] = {}
        self._add("dictate", _("Start dictation"))
        self._add("cancel", _("Cancel dictation"))
        self._add("insert_anyway", _("Insert anyway"))
        self._add("retry", _("Try again"))
        self.menu.addSeparator()
        self._add("paste_again", _("Paste again"))
        self._add("copy_last", _("Copy last"))
        self.menu.addSeparator()
        self._add("recover", _("Recover interrupted dictation"))
        self._add("discard", _("Discard interrupted dictation"))
        self.menu.addSeparator()
        self.models = self.menu.addMenu(_("Model"))
        self._group = QActionGroup(self.models)
        self._listed: tuple[Choice, ...] = ()
        self.menu.addSeparator()
        self._add("quit", _("Quit"))

    def follow(self, look: Look) -> None:
        """Say what can be done now."""
        self._actions["dictate"].setText(_("Stop dictation") if look.recording else _("Start dictation"))
        self._actions["cancel"].setVisible(look.cancellable)
        for name in ("insert_anyway", "retry", "recover", "discard"):
            self._actions[name].setVisible(name in look.possible)
        for name in ("paste_again", "copy_last"):
            self._actions[name].setEnabled(name in look.possible)
        if look.models != self._listed:
            self._list(look.models)

    def _add(self, name: str, text: str) -> None:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda: self.chosen.emit(name))
        self._actions[name] = action

    def _list(self, choices: Sequence[Choice]) -> None:
        self._listed = tuple(choices)
        self.models.clear()
        for choice in choices:
            action = QAction(choice.title, self._group, checkable=True, checked=choice.current)
            action.triggered.connect(lambda _checked, name=choice.name: self.model_chosen.emit(name))
            self.models.addAction(action)
        self.models.addSeparator()
        self.models.addAction(_("From a folder...")).triggered.connect(lambda: self.model_chosen.emit(""))
