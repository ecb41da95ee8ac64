"""What the history remembers of each file."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.cli.show import printable
from asrpro.errors import HistoryError, SourceError
from asrpro.history.entry import Entry
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.cli.program import Program
    from asrpro.cli.show import Show
    from asrpro.errors import AppError
    from asrpro.history.entry import Outcome
    from asrpro.transcription.file import FileTranscript


EVERY = timedelta(minutes=1)
"""How much work may be lost when the program dies."""


class Memory:
    """Adds to the history where that is wanted; that it cannot be written costs no transcript."""

    def __init__(self, program: Program, show: Show, *, wanted: bool = True, every: timedelta = EVERY) -> None:
        self._program = program
        self._show = show
        self._wanted = wanted
        self._every = every
        self._told: set[str] = set()
        self._row: int | None = None
        self._kept = datetime.min.replace(tzinfo=UTC)

    def growing(self, file: Path, began: datetime, so_far: Callable[[], FileTranscript]) -> None:
        """Remember from time to time what is heard of a file, so that hours of work outlive the program's death."""
        now = datetime.now(UTC)
        if now - max(began, self._kept) >= self._every:
            self._kept = now
            self._put(_entry(file, began, so_far(), "unfinished"))

    def done(self, file: Path, began: datetime, result: FileTranscript) -> None:
        """Remember a file that was transcribed."""
        transcript = result.transcript
        outcome: Outcome = "delivered" if transcript.segments else "dropped" if transcript.dropped else "nothing heard"
        self._end(_entry(file, began, result, outcome))

    def failed(self, file: Path, began: datetime, result: FileTranscript, error: AppError) -> bool:
        """Remember a file that failed, unless it never was a recording; whether what was heard of it is kept.

        It is said where.
        """
        if isinstance(error, SourceError) and not result.heard:
            return False
        number = self._end(_entry(file, began, result, "failed", error.title))
        self._say_where(file, result, number)
        return number is not None

    def cancelled(self, file: Path, began: datetime, result: FileTranscript, *, tell: bool) -> None:
        """Remember a file that nobody wanted to the end; with `tell` it is said where what was heard is."""
        number = self._end(_entry(file, began, result, "cancelled"))
        if tell and number:
            self._say_where(file, result, number)
        elif tell and result.heard:
            self._show.note(_("What was heard of {name} is not kept.").format(name=printable(file.name)))

    def _say_where(self, file: Path, result: FileTranscript, number: int | None) -> None:
        if number and result.heard:
            text = _("What was heard of {name} is kept: asrpro history show {number}")
            self._show.note(text.format(name=printable(file.name), number=number))

    def _end(self, entry: Entry) -> int | None:
        """Remember what finally came of the file at work; returns its number where that went well."""
        kept = self._put(entry)
        number, self._row = self._row, None
        return number if kept else None

    def _put(self, entry: Entry) -> bool:
        """Remember what has come of the file at work, unless somebody deleted it meanwhile; whether that went well."""
        # Read anew: who turned it off while a file was at work means that file too.
        wanted = self._wanted and self._program.settings.reload().privacy.keep_history
        if not wanted and self._row is None:
            return False
        try:
            history = self._program.history()
            if not wanted:
                history.discard(replace(entry, id=self._row))
                return False
            if self._row is None:
                self._row = history.add(entry)
            elif not history.update(replace(entry, id=self._row)):
                return False
        except HistoryError as error:
            self._tell_once(str(error))
            return False
        for notice in history.notices:
            self._tell_once(notice)
        return True

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._show.note(text)


def _entry(file: Path, began: datetime, result: FileTranscript, outcome: Outcome, error: str = "") -> Entry:
    transcript = result.transcript
    place = Path(os.path.abspath(file))  # noqa: PTH100 - resolve would follow links
    return Entry(
        created=began,
        kind="file",
        outcome=outcome,
        source=str(place),
        audio=place,
        error=error,
        heard=result.heard,
        delivered=transcript.text,
        language=transcript.language,
        duration=transcript.duration,
        model=transcript.model,
        backend=transcript.backend,
        device=transcript.device,
        stages=result.stages,
        segments=transcript.segments,
        dropped=transcript.dropped,
    )
