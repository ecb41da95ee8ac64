"""What is remembered of each Session once it is over; on a thread of its own, because disks take their time."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from asrpro.errors import HistoryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.dictation.ledger import Times
    from asrpro.dictation.parts import Journal, Ledger
    from asrpro.history.entry import Entry
    from asrpro.history.store import History

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Row:
    """An Entry of the History, and whether it is there."""

    entry: Entry
    id: int | None = None
    """None before it is stored, and where it is not to be."""


class Memory:
    """Settles Journals and writes History and Ledger, in the order it is told to."""

    def __init__(self, history: Callable[[], History], ledger: Ledger, say: Callable[[str], None]) -> None:
        """`say` is told on a thread of this one's own, each sentence once."""
        self._history = history
        self._ledger = ledger
        self._say = say
        self._told: set[str] = set()
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="memory")

    def settle(
        self, journal: Journal, state: Literal["recording", "done", "cancelled", "failed"], *, keep: bool = True
    ) -> None:
        """Let go of a recording."""
        self.do(lambda: journal.settle(state, keep=keep))

    def add(self, row: Row) -> None:
        """Store an Entry."""

        def work(history: History) -> None:
            row.id = history.add(row.entry)

        self.do(lambda: self._with_history(work))

    def update(self, row: Row, entry: Entry) -> None:
        """Store what has come of an Entry since, unless it is not there."""
        row.entry = entry

        def work(history: History) -> None:
            if row.id is not None:
                history.update(replace(entry, id=row.id))

        self.do(lambda: self._with_history(work))

    def count(self, times: Times) -> None:
        """Store how long a Session took."""
        self.do(lambda: self._ledger.add(times))

    def do(self, work: Callable[[], None]) -> None:
        """Do something after all that was told before; nothing after `close`, when it is too late for it."""
        if not self._closed:
            self._thread.submit(_guarded, work)

    def close(self) -> None:
        """Wait until all is written."""
        self._closed = True
        self._thread.shutdown()

    def _with_history(self, work: Callable[[History], None]) -> None:
        history = self._history()
        try:
            work(history)
        except HistoryError as error:
            self._tell_once(str(error))
        for notice in history.notices:
            self._tell_once(notice)

    def _tell_once(self, notice: str) -> None:
        if notice not in self._told:
            self._told.add(notice)
            self._say(notice)


def _guarded(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("what came of a dictation could not be stored")
