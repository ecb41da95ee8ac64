"""What is remembered of each Session once it is over; on a thread of its own, because disks take their time."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from asrpro.dictation.recordings import without_text
from asrpro.errors import HistoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asrpro.dictation.kept import Fate, Kept
    from asrpro.dictation.ledger import Times
    from asrpro.dictation.parts import Ledger
    from asrpro.history.entry import Entry
    from asrpro.history.store import History

log = logging.getLogger(__name__)

_FEW = 20
"""Entries among which the last text is looked for."""
_MANY = 1000
"""Dictations among which recordings that gave no text are looked for."""


@dataclass(slots=True)
class Row:
    """An Entry of the History, and whether it is there."""

    entry: Entry
    id: int | None = None
    """None before it is stored, and where it is not to be."""
    audio: Path | None = None
    """The recording, which only the thread that stores knows of."""


class Memory:
    """Settles recordings and writes History and Ledger, in the order it is told to."""

    def __init__(self, history: Callable[[], History], ledger: Ledger, say: Callable[[str], None]) -> None:
        """`say` is told on a thread of this one's own, each sentence once."""
        self._history = history
        self._ledger = ledger
        self._say = say
        self._told: set[str] = set()
        self._waiting: dict[Kept, Row | None] = {}
        """What the disk has not taken yet; on the thread of this one's own."""
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="memory")

    def settle(self, kept: Kept, fate: Fate, row: Row, told: Callable[[bool], None]) -> None:
        """Decide about a recording, once the History tells of it, or cannot.

        `told` is called, on this one's thread, with whether something of it waits for the disk.
        """

        def work() -> None:
            kept.finish()
            row.audio = kept.path if fate.keeps(fate.known) else None
            known = fate.remembered and self._with_history(lambda history: self._add(row, history))
            state = fate.known if known else fate.unknown
            kept.settle(state, keep=fate.keeps(state))
            if kept.waits:
                self._waiting[kept] = row
            told(kept.waits)

        self.do(work)

    def leave(self, kept: Kept, told: Callable[[bool], None], *, keep: bool) -> None:
        """Let the next start find a recording, or nobody; `told` as by `settle`."""

        def work() -> None:
            kept.settle("recording" if keep else "cancelled", keep=keep)
            if kept.waits:
                self._waiting[kept] = None
            told(kept.waits)

        self.do(work)

    def rescue(self, kept: Kept, told: Callable[[bool], None]) -> None:
        """Try again to write what the disk has refused; `told` as by `settle`."""

        def work() -> None:
            if kept.rescued() and (row := self._waiting.pop(kept, None)) is not None and row.audio != kept.path:
                row.audio = kept.path
                self._with_history(lambda history: _updated(row, history))
            told(kept.waits)

        self.do(work)

    def close_again(self, kept: Kept, row: Row | None = None, fate: Fate | None = None) -> None:
        """Let go of what was heard once more, and store what came of that, where something did."""

        def work() -> None:
            kept.closed(done=fate is not None and fate.known == "done", keep=fate is not None and fate.keeps("done"))
            if row is not None and fate is not None and fate.remembered:
                row.audio = kept.path
                self._with_history(lambda history: self._add(row, history))

        self.do(work)

    def update(self, row: Row, entry: Entry) -> None:
        """Store what has come of an Entry since, unless it is not there."""
        row.entry = entry
        self.do(lambda: self._with_history(lambda history: _updated(row, history)))

    def add(self, row: Row) -> None:
        """Store an Entry without a recording."""
        self.do(lambda: self._with_history(lambda history: self._add(row, history)))

    def last_text(self, told: Callable[[str], None]) -> None:
        """Call `told`, on this one's thread, with the text that was dictated last, where the History tells of one."""

        def work(history: History) -> None:
            for entry in history.list(_FEW):
                if entry.kind == "dictation" and entry.delivered and entry.outcome != "unfinished":
                    told(entry.delivered)
                    return

        self.do(lambda: self._with_history(work))

    def without_text(self, most: int, told: Callable[[Sequence[Path]], None]) -> None:
        """Call `told`, on this one's thread, with the last recordings that gave no text, the newest first.

        They are those of which the History tells that they were cancelled or failed, and that wait to be heard again.
        """

        def work(history: History) -> None:
            told([*islice(without_text(history.recorded(_MANY)), most)])

        self.do(lambda: self._with_history(work))

    def count(self, times: Times) -> None:
        """Store how long a Session took."""
        self.do(lambda: self._ledger.add(times))

    def do(self, work: Callable[[], object]) -> None:
        """Do something after all that was told before; nothing after `close`, when it is too late for it."""
        if not self._closed:
            self._thread.submit(_guarded, work)

    def close(self) -> None:
        """Wait until all is written that can be."""
        self.do(self._leave)
        self._closed = True
        self._thread.shutdown()

    def _leave(self) -> None:
        for kept in self._waiting:
            kept.leave()

    def _add(self, row: Row, history: History) -> None:
        row.id = history.add(replace(row.entry, audio=row.audio))

    def _with_history(self, work: Callable[[History], None]) -> bool:
        """Whether it could be done."""
        history, done = self._history(), False
        try:
            work(history)
            done = True
        except HistoryError as error:
            self._tell_once(str(error))
        for notice in history.notices:
            self._tell_once(notice)
        return done

    def _tell_once(self, notice: str) -> None:
        if notice not in self._told:
            self._told.add(notice)
            self._say(notice)


def _updated(row: Row, history: History) -> None:
    if row.id is not None:
        history.update(replace(row.entry, id=row.id, audio=row.audio))


def _guarded(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("what came of a dictation could not be stored")
