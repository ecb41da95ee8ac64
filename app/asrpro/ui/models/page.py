"""The page of Models: what there is, and what is done with it; it stands in a window of its own, or in another one."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from asrpro.catalog.local import ALONE
from asrpro.catalog.sizes import spelled
from asrpro.domain import State
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui import tokens as token
from asrpro.ui.models.asking import ask_to_delete, tell_of_failure
from asrpro.ui.models.item import Item, Seen
from asrpro.ui.models.listing import Listing
from asrpro.ui.page import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from asrpro.catalog.headway import Headway
    from asrpro.catalog.recommending import Recommendation
    from asrpro.domain import Standing
    from asrpro.ui.models.getting import Getting
    from asrpro.ui.models.looking import Looking
    from asrpro.ui.models.managing import Managing
    from asrpro.ui.models.updates import Updates

log = logging.getLogger(__name__)

_LOOK: Final = 5_000
"""Milliseconds between two looks at what nobody tells of: a process that dies lets go of the Model it downloads and
leaves no trace in the folder, some drives report nothing, and packages come by pip."""
_MOVE: Final = 200
"""Milliseconds between two looks at how far downloads are."""


class ModelsPage(QWidget):
    """Looks at the disk on a thread of its own when it hears of a change, while it is seen."""

    def __init__(
        self,
        looking: Looking,
        getting: Getting,
        updates: Updates,
        managing: Managing,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        """`post` calls a function on this thread."""
        super().__init__()
        self._looking, self._getting, self._updates, self._managing = looking, getting, updates, managing
        self._post = post
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="models")
        self._busy = self._again = self._over = False
        self._seen = Seen()
        self._coming: dict[str, Headway] = {}
        """How far each is that is on its way, or was when the disk was looked at last."""
        self._over_by_then: set[str] = set()
        """Those of them that were over when the look began whose outcome is awaited."""
        self._wanted = ""
        """The Model that is to have the focus once it is listed."""
        self._check, self._add = QPushButton(_("Look for updates")), QPushButton(_("Add model"))
        self._check.clicked.connect(self._look_for_updates)
        self._list = Listing(self._add)
        self._list.acted.connect(self._act)
        self._room = words(_("Looking..."), quiet=True, size=token.CAPTION)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(token.L)
        whole.addLayout(self._head())
        whole.addWidget(self._list, stretch=1)
        whole.addWidget(self._room)
        self._watcher = QFileSystemWatcher(self)
        """Tells what other processes do with Models."""
        self._watcher.directoryChanged.connect(self.changed)
        self._slow, self._quick = QTimer(self, interval=_LOOK), QTimer(self, interval=_MOVE)
        self._slow.timeout.connect(self.look)
        self._quick.timeout.connect(self._move)

    def look(self) -> None:
        """See how things are now."""
        self._again = self._busy
        if not (self._busy or self._over):
            self._busy = True
            self._over_by_then = self._coming.keys() - self._getting.running.keys()
            self._thread.submit(self._work, self._getting.recommended_last(), self._updates.known)

    def changed(self) -> None:
        """See how things are now, if anybody looks at it; else that is seen when somebody does."""
        if not self._over and self.isVisible():
            self.look()

    def heard(self, standing: Standing) -> None:
        """See how things are now that a Model stands so; one that has come or failed may change what suits best."""
        self.changed()
        if standing.state in (State.PRESENT, State.ERROR):
            self.advise()

    def advise(self) -> None:
        """Have it found out anew what suits this computer, and show that once it is known, if anybody looks."""
        if not self._over and self.isVisible():
            self._getting.advised(lambda _found: self._post(self.changed))

    def add(self, place: Path) -> None:
        """Have what lies there listed, if it is a Model."""
        self._managing.add(place, lambda came: self._post(lambda: self._added(came)))

    def end(self) -> None:
        """Look no more."""
        self._over = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - the name of the base class
        """Look, and go on looking."""
        super().showEvent(event)
        if not event.spontaneous():
            self._list.begin()
        self.look()
        self.advise()
        self._slow.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - the name of the base class
        """Rest."""
        super().hideEvent(event)
        self._slow.stop()
        self._quick.stop()

    def _head(self) -> QHBoxLayout:
        menu = QMenu(self._add)
        menu.addAction(_("From a folder...")).triggered.connect(lambda: self._pick(QFileDialog.FileMode.Directory))
        menu.addAction(_("From a file...")).triggered.connect(lambda: self._pick(QFileDialog.FileMode.ExistingFile))
        self._add.setMenu(menu)
        head = QHBoxLayout()
        head.setSpacing(token.S)
        head.addWidget(words(_("Models"), size=token.TITLE, weight=token.SEMIBOLD), stretch=1)
        self._check.setMinimumWidth(self._check.sizeHint().width() + 2 * token.M)  # as wide whatever it says
        head.addWidget(self._check)
        head.addWidget(self._add)
        return head

    def _work(self, recommended: Sequence[Recommendation], newer: frozenset[tuple[str, str]]) -> None:
        seen = self._seen
        try:
            seen = self._looking.look(recommended, newer)
        except Exception:
            log.exception("what there is of models could not be looked up")
        finally:
            self._post(lambda: self._looked(seen))

    def _looked(self, seen: Seen) -> None:
        if self._over:
            return
        if self._seen.engines and seen.engines != self._seen.engines:
            self.advise()
        self._busy, self._seen = False, seen
        for name in self._over_by_then:
            self._coming.pop(name, None)
        taken = _("Downloaded models take {size} in {folder}") if seen.taken else _("Models are downloaded to {folder}")
        self._room.setText(taken.format(size=spelled(seen.taken), folder=seen.folder))
        self._watch(seen.folders)
        self._move()
        if self._wanted and self._list.focus(self._wanted):
            self._wanted = ""
        if self._again:
            self.look()

    def _watch(self, folders: Sequence[str]) -> None:
        """Hear of what comes and goes in these, and in no others."""
        known = {*self._watcher.directories()}
        if new := sorted({*folders} - known):
            self._watcher.addPaths(new)
        if old := sorted(known - {*folders}):
            self._watcher.removePaths(old)

    def _move(self) -> None:
        """Have all rows say what they have to say now."""
        running = self._getting.running
        self._quick.start() if running and self.isVisible() else self._quick.stop()
        self._coming.update({name: download.headway for name, download in running.items()})
        self._list.follow(self._seen.items, self._coming)
        if self._coming.keys() - running.keys():
            self.look()  # until then the row stays as it is, for nobody knows how the Model stands now
        self._check.setText(_("Looking...") if self._updates.looking else _("Look for updates"))

    def _act(self, act: str, name: str) -> None:
        item = next(one for one in self._seen.items if one.id == name)
        match act:
            case "download" | "again":
                self._getting.get(name, over_chosen=False)  # there is a button for that
            case "cancel":
                self._getting.cancel(name)
                if item.acts:
                    self._coming.pop(name, None)
            case "update":
                self._update(item)
            case "use":
                self._managing.use(item)
            case "unload":
                self._managing.unload(item)
            case "forget":
                self._managing.forget(item)
            case "delete":
                ask_to_delete(self, item, self._managing.instead(item), lambda: self._managing.delete(item))
        self._move()
        self.look()

    def _update(self, item: Item) -> None:
        self._managing.unload(item)
        self._getting.update(item.id, *item.newer, begun=lambda backend: self._updates.forget(backend, item.id))

    def _look_for_updates(self) -> None:
        self._updates.look(lambda: self._post(self.changed))
        self._move()

    def _pick(self, mode: QFileDialog.FileMode) -> None:
        """Have people pick what they want to add."""
        folder = mode is QFileDialog.FileMode.Directory
        dialog = QFileDialog(self, _("The folder of a model") if folder else _("The file of a model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.setDirectory(str(Path.home()))
        if not folder:
            known = _("Models ({endings})").format(endings=" ".join(f"*{ending}" for ending in ALONE))
            dialog.setNameFilters([known, _("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.add(Path(chosen)))
        dialog.open()

    def _added(self, came: str | AppError) -> None:
        if self._over:
            return
        if isinstance(came, AppError):
            tell_of_failure(self, came)
        else:
            self._wanted = "" if self._list.focus(came) else came
            self.look()
