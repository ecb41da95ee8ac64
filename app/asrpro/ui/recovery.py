"""Dictations that were interrupted, offered in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from asrpro.dictation import recordings
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asrpro.dictation.recording import Recording
    from asrpro.dictation.recovering import Recovering


class Recovery:
    """Asks about each once, and does what people choose."""

    def __init__(
        self,
        folder: Callable[[], Path],
        recovering: Recovering,
        say: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._recovering = recovering
        self._say = say
        self._changed = changed
        self._found: list[Recording] = []
        self._asked: QMessageBox | None = None

    @property
    def possible(self) -> frozenset[str]:
        """The menu's entries that would do something."""
        return frozenset({"recover", "discard"} if self._found else ())

    def look(self) -> None:
        """See what there is, and say so where it is news."""
        known = [one.path for one in self._found]
        self._found = recordings.interrupted(self._folder())
        if [one.path for one in self._found] != known and self._found:
            seconds = sum(one.duration for one in self._found)
            text = ngettext(
                "A dictation of {length} was interrupted. The menu has it: recover or discard.",
                "{count} dictations, {length} in all, were interrupted. The menu has them: recover or discard.",
                len(self._found),
            )
            self._say(text.format(count=len(self._found), length=_clock(seconds)))
        self._changed()

    def recover(self) -> None:
        """Turn all of them into text, and show it."""
        found = self._taken()
        if not found:
            self._say(_("No interrupted dictation is left."))
        self._recovering.recover(found)

    def discard(self) -> None:
        """Delete them, if people say once more that they want that."""
        if self._asked is None:
            self._asked = _question(self._found)
            self._asked.finished.connect(self._answered)
        self._asked.show()

    def _answered(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None or asked.standardButton(asked.clickedButton()) != QMessageBox.StandardButton.Discard:
            return
        gone = sum(recordings.delete(one.path) for one in self._taken())
        self._say(ngettext("{count} dictation deleted.", "{count} dictations deleted.", gone).format(count=gone))

    def _taken(self) -> list[Recording]:
        """Those that are still undecided, which are offered no more; a command may have taken some meanwhile."""
        offered, self._found = {one.path for one in self._found}, []
        self._changed()
        return [one for one in recordings.interrupted(self._folder()) if one.path in offered]


def _question(found: Sequence[Recording]) -> QMessageBox:
    """A question that waits in a window of its own, and stops nothing."""
    seconds = sum(one.duration for one in found)
    box = QMessageBox(QMessageBox.Icon.Question, _("Interrupted dictation"), "")
    text = ngettext(
        "Delete the interrupted dictation of {length} for good?",
        "Delete {count} interrupted dictations, {length} in all, for good?",
        len(found),
    )
    box.setText(text.format(count=len(found), length=_clock(seconds)))
    box.setStandardButtons(QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    return box


def _clock(seconds: float) -> str:
    minutes, left = divmod(round(seconds), 60)
    return _("{minutes}:{seconds:02}").format(minutes=minutes, seconds=left)
