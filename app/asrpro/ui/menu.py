"""The menu of what works; the tray shows it, and a small window where there is no tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from asrpro.i18n import _
from asrpro.ui.look import STARTING
from asrpro.ui.submenu import Submenu

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asrpro.ui.look import Choice, Look


class Menu(QObject):
    """Its entries stay the same objects; what they say follows the Look, and nothing changes while it is open."""

    chosen = Signal(str)
    """The name of the entry that was chosen, as in "start"."""
    picked = Signal(str, str)
    """The name of a submenu, as in "model", and of what was chosen there."""
    closed = Signal()
    """It is gone, and what was chosen is told."""
    opening = Signal()
    """It is about to be shown: the last moment to say what is offered."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = QMenu()
        self._look = STARTING
        self._offers: Mapping[str, Sequence[Sequence[Choice]]] = {}
        self._actions: dict[str, QAction] = {}
        self._submenus: dict[str, Submenu] = {}
        self._fill()
        self._open: set[str] = set()
        """The names of those that somebody has before them; "" is the menu itself. Panels that draw it by themselves
        tell when it comes and goes, and Qt shows nothing of it by then."""
        for name, menu in {"": self.menu, **{name: one.menu for name, one in self._submenus.items()}}.items():
            menu.aboutToShow.connect(lambda name=name: self._comes(name))
            menu.aboutToHide.connect(lambda name=name: self._goes(name))
        self._catch_up()

    def follow(self, look: Look) -> None:
        """Say what can be done now."""
        self._look = look
        self._catch_up()

    def offer(self, offers: Mapping[str, Sequence[Sequence[Choice]]]) -> None:
        """Say what can be chosen now, by the names of the submenus."""
        self._offers = offers
        self._catch_up()

    def _fill(self) -> None:
        self._add("dictate", _("Start dictation"))
        self._add("cancel", _("Cancel dictation"))
        self._add("insert_anyway", _("Insert anyway"))
        self._add("retry", _("Retry last"))
        self.menu.addSeparator()
        self._add_submenu("microphone", _("Microphone"))
        self._add_submenu("model", _("Model"))
        self._add_submenu("language", _("Language"))
        self.menu.addSeparator()
        self._add("paste_again", _("Paste again"))
        self._add("copy_last", _("Copy last"))
        self._add_submenu("recent", _("Last transcripts"))
        self.menu.addSeparator()
        self._add("recover", _("Recover interrupted dictation"))
        self._add("discard", _("Discard interrupted dictation"))
        self.menu.addSeparator()
        self._add("permissions", _("Permissions..."))
        self._add("settings_file", _("Open settings file"))
        self._add("logs", _("Logs"))
        self._add("about", _("About"))
        self.menu.addSeparator()
        self._add("quit", _("Quit"))

    def _add(self, name: str, text: str) -> None:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda: self._chosen(name))
        self._actions[name] = action

    def _add_submenu(self, name: str, text: str) -> None:
        submenu = Submenu(self.menu, text)
        submenu.chosen.connect(lambda chosen: self.picked.emit(name, chosen))
        self._submenus[name] = submenu

    def _chosen(self, name: str) -> None:
        # What people read when they chose it, whatever has happened since.
        meant = ("stop" if self._stops else "start") if name == "dictate" else name
        self.chosen.emit(meant)

    def _comes(self, name: str) -> None:
        if not name:
            self._open.clear()  # a panel may have kept to itself that it went
        if not self._open:  # a submenu may come by itself, in the window
            self.opening.emit()
        self._open.add(name)

    def _goes(self, name: str) -> None:
        self._open.discard(name)
        if not name:
            self._open.clear()
        # A moment later, for what was chosen is told after that.
        QTimer.singleShot(0, self, self._went)

    def _went(self) -> None:
        self._catch_up()
        self.closed.emit()

    def _catch_up(self) -> None:
        """Become what there is to show, unless somebody reads it."""
        if self._open:
            return
        look, self._stops = self._look, self._look.recording
        self._actions["dictate"].setText(_("Stop dictation") if look.recording else _("Start dictation"))
        for name in ("cancel", "insert_anyway", "retry", "recover", "discard", "permissions"):
            self._actions[name].setVisible(name in look.possible)
        for name in ("paste_again", "copy_last"):
            self._actions[name].setEnabled(name in look.possible)
        for name, groups in self._offers.items():
            self._submenus[name].follow(groups)
