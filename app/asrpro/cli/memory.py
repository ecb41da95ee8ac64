"""What the history remembers of each file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asrpro.cli.outputs import whole
from asrpro.cli.show import printable
from asrpro.errors import HistoryError, SourceError
from asrpro.history.entry import entry_from, outcome_of
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.cli.show import Show
    from asrpro.errors import AppError
    from asrpro.history.entry import Entry, Outcome
    from asrpro.transcription.file import FileTranscript

    EntryOf = Callable[[Path, datetime, FileTranscript, Outcome, str], Entry]

EVERY = timedelta(minutes=1)
"""How much work may be lost when the program dies."""

DELETED = 0
"""In the place of the number of an Entry that somebody deleted while it grew: no Entry has it."""


class Memory:
    """Adds to the history where that is wanted; that it cannot be written costs no transcript."""

    def __init__(
        self,
        program: Program,
        show: Show,
        *,
        wanted: bool = True,
        every: timedelta = EVERY,
        entry: EntryOf | None = None,
    ) -> None:
        """What is remembered is made by `entry`; without one it is that of a file."""
        self._program = program
        self._show = show
        self._wanted = wanted
        self._every = every
        self._entry = entry or file_entry
        self._told: set[str] = set()
        self._row: int | None = None
        self._kept = datetime.min.replace(tzinfo=UTC)

    def growing(self, file: Path, began: datetime, so_far: Callable[[], FileTranscript]) -> None:
        """Remember from time to time what is heard of a file, so that hours of work outlive the program's death.

        To be called after each piece of work, for what comes in the midst of one comes in bursts.
        """
        now = datetime.now(UTC)
        if now - max(began, self._kept) >= self._every and (result := so_far()).heard:
            self._kept = now
            self._put(self._entry(file, began, result, "unfinished", ""))

    def done(self, file: Path, began: datetime, result: FileTranscript) -> None:
        """Remember a file that was transcribed."""
        self._end(self._entry(file, began, result, outcome_of(result.transcript), ""))

    def failed(self, file: Path, began: datetime, result: FileTranscript, error: AppError) -> bool:
        """Remember a file that failed, unless it never was a recording; whether what was heard of it is kept.

        It is said where.
        """
        if isinstance(error, SourceError) and not result.heard:
            return False
        number, kept = self._end(self._entry(file, began, result, "failed", error.title))
        self._say_where(file, result, number)
        return kept

    def cancelled(self, file: Path, began: datetime, result: FileTranscript, *, tell: bool) -> None:
        """Remember a file that nobody wanted to the end; with `tell` it is said where what was heard is."""
        number, _kept = self._end(self._entry(file, began, result, "cancelled", ""))
        if tell:
            self._say_where(file, result, number)
        if tell and result.heard and number is None and not self._keeps():
            self._show.note(_("What was heard of {name} is not kept.").format(name=printable(file.name)))

    def _say_where(self, file: Path, result: FileTranscript, number: int | None) -> None:
        if number and result.heard:
            text = _("What was heard of {name} is kept: asrpro history show {number}")
            self._show.note(text.format(name=printable(file.name), number=number))

    def _end(self, entry: Entry) -> tuple[int | None, bool]:
        """Remember what finally came of the file at work; its number, and whether all of it is there."""
        kept = self._put(entry)
        number, self._row = self._row, None
        return number, kept

    def _keeps(self) -> bool:
        # Read anew: who turned it off while a file was at work means that file too.
        return self._wanted and self._program.settings.reload().privacy.keep_history

    def _put(self, entry: Entry) -> bool:
        """Remember what has come of the file at work, unless somebody deleted it; whether all of it is there."""
        keeps = self._keeps()
        if self._row == DELETED or (not keeps and self._row is None):
            return False
        try:
            history = self._program.history()
            told = history.notices
            if self._row is None:
                self._row = history.add(entry)
            elif not keeps:
                history.discard(replace(entry, id=self._row))
                self._row = None
            elif not history.update(replace(entry, id=self._row)):
                # Gone with damage that was mended just now, or else deleted.
                self._row = history.add(entry) if history.notices != told else DELETED
        except HistoryError as error:
            self._tell_once(str(error))
            return False
        for notice in history.notices:
            self._tell_once(notice)
        return bool(self._row)

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._show.note(text)


def file_entry(file: Path, began: datetime, result: FileTranscript, outcome: Outcome, error: str) -> Entry:
    """What is remembered of a file."""
    place = whole(file)
    made = entry_from(result, created=began, kind="file", outcome=outcome)
    return replace(made, source=str(place), audio=place, error=error)
