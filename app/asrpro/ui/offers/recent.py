"""The last transcripts, to be copied once more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTime

from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.ui.later import Later
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.history.entry import Glance
    from asrpro.history.store import History

_COUNT = 8
_LETTERS = 48


class RecentOffer:
    """Reads the History on a thread of its own, for disks take their time."""

    def __init__(self, history: Callable[[], History], copy: Callable[[str], None], say: Callable[[str], None]) -> None:
        """`copy` is handed a text for the clipboard, and `say` a sentence for people, on any thread."""
        self._history = history
        self._copy = copy
        self._say = say
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recent")
        self._glances: Later[None, list[Glance]] = Later(lambda _key: self._glance(), [])

    def choices(self) -> Sequence[Sequence[Choice]]:
        """How each begins, and when it was."""
        return ([_choice(glance) for glance in self._glances.of(None)] or [Choice("", _("None yet"), enabled=False)],)

    def choose(self, name: str) -> None:
        """Copy the whole of this one."""
        self._thread.submit(self._copied, int(name))

    def close(self) -> None:
        """Read no more."""
        self._glances.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _glance(self) -> list[Glance]:
        try:
            return self._history().glance(_COUNT, 4 * _LETTERS)
        except AppError:
            return []  # told by whoever writes it, and by `asrpro history`

    def _copied(self, number: int) -> None:
        try:
            self._copy(self._history().get(number).delivered)
        except AppError as error:
            self._say(str(error))


def _choice(glance: Glance) -> Choice:
    words = PurePath(glance.source).name if glance.kind == "file" else " ".join(glance.text.split())
    title = words if len(words) <= _LETTERS else words[:_LETTERS].rstrip() + "…"
    return Choice(str(glance.id), title, beside=_when(glance.created))


def _when(moment: datetime) -> str:
    """The time of day where it was today, else the day."""
    here, today = moment.astimezone(), datetime.now(UTC).astimezone()
    if here.date() == today.date():
        return QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    return QLocale().toString(QDate(here.year, here.month, here.day), QLocale.FormatType.ShortFormat)
