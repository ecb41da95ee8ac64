"""Clipboards through Qt, in this process: for macOS and Windows, where reading them is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from asrpro.desktop.delivery import marks
from asrpro.desktop.delivery.clipboards import Offered, Read
from asrpro.desktop.delivery.offer import Offer
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Target

LARGEST = 32 << 20
"""Bytes of one clipboard that are saved."""


class QtClipboards(QObject):
    """What was there is copied when a text is offered, for the user may copy something while speaking."""

    def __init__(self) -> None:
        super().__init__()
        self._clipboard = QGuiApplication.clipboard()
        self._saved: dict[QClipboard.Mode, QMimeData] = {}
        """What was there, for each clipboard that holds our text."""

    def save(self) -> None:
        """Nothing to begin: all is copied when a text is offered."""

    def offer(
        self,
        text: str,
        target: Target | None,  # noqa: ARG002 - who reads is not told here
        *,
        primary: bool,
        offered: Callable[[Offered], None],
        read: Callable[[Read], None],
    ) -> None:
        """Save what is not saved, then offer a text."""
        whole = True
        for mode in self._modes(primary=primary):
            self._saved[mode], complete = _copied(self._clipboard.mimeData(mode))
            whole = whole and complete
            offer = Offer(text, marks.formats(), lambda time: read(Read(time)))
            self._clipboard.setMimeData(offer, mode)
        marks.mark_pasteboard()
        notice = "" if whole else _("Not all that was on the clipboard will come back, because it is too large.")
        result = Offered(ok=self._clipboard.ownsClipboard(), notice=notice)
        if not result.ok:
            result = Offered(ok=False, notice=_("Another program keeps taking the clipboard."))
        # Later, as everywhere else: whoever asked is not done asking.
        QTimer.singleShot(0, self, lambda: offered(result))

    def restore(self) -> None:
        """Put back what was there, where nobody has copied since."""
        while self._saved:
            mode, saved = self._saved.popitem()
            if not self._ours(mode):
                continue
            if saved.formats():
                self._clipboard.setMimeData(saved, mode)
            else:
                self._clipboard.clear(mode)

    def copy(self, text: str, copied: Callable[[Offered], None]) -> None:
        """Put a text on the clipboard, to stay there."""
        self._saved.clear()
        self._clipboard.setText(text)
        QTimer.singleShot(0, self, lambda: copied(Offered(ok=True)))

    def close(self) -> None:
        """Put back what was there, and wait for it."""
        self.restore()

    def _modes(self, *, primary: bool) -> tuple[QClipboard.Mode, ...]:
        if primary and self._clipboard.supportsSelection():
            return QClipboard.Mode.Clipboard, QClipboard.Mode.Selection
        return (QClipboard.Mode.Clipboard,)

    def _ours(self, mode: QClipboard.Mode) -> bool:
        """Whether nobody has copied since."""
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()


def _copied(source: QMimeData) -> tuple[QMimeData, bool]:
    """The bytes of all formats, and whether that is all there was."""
    copy, room = QMimeData(), LARGEST
    for mime in source.formats():
        if mime == "application/x-qt-image":
            # Its bytes are a file of Qt's choice; only as an image does it become what other programs know.
            copy.setImageData(source.imageData())
            continue
        data = source.data(mime)
        if data.size() <= room:
            copy.setData(mime, data)
            room -= data.size()
    return copy, len(copy.formats()) == len(source.formats())
