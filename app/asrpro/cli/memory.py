"""What the history remembers of each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.show import printable
from asrpro.errors import HistoryError, SourceError
from asrpro.history.entry import Entry
from asrpro.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.cli.show import Show
    from asrpro.errors import AppError
    from asrpro.history.entry import Outcome
    from asrpro.transcription.file import FileTranscript


class Memory:
    """Adds to the history where that is wanted; that it cannot be written costs no transcript."""

    def __init__(self, program: Program, show: Show, *, wanted: bool = True) -> None:
        self._program = program
        self._show = show
        self._wanted = wanted
        self._told: set[str] = set()

    def done(self, file: Path, began: datetime, result: FileTranscript) -> None:
        """Remember a file that was transcribed."""
        transcript = result.transcript
        outcome: Outcome = "delivered" if transcript.segments else "dropped" if transcript.dropped else "nothing heard"
        self._add(_entry(file, began, result, outcome))

    def failed(self, file: Path, began: datetime, result: FileTranscript, error: AppError) -> bool:
        """Remember a file that failed, unless it never was a recording; whether what was heard of it is kept.

        It is said where.
        """
        if isinstance(error, SourceError) and not result.heard:
            return False
        number = self._add(_entry(file, began, result, "failed", error.title))
        self._say_where(file, result, number)
        return number is not None

    def cancelled(self, file: Path, began: datetime, result: FileTranscript, *, tell: bool) -> None:
        """Remember a file that nobody wanted to the end; with `tell` it is said where what was heard is."""
        number = self._add(_entry(file, began, result, "cancelled"))
        if tell:
            self._say_where(file, result, number)

    def _say_where(self, file: Path, result: FileTranscript, number: int | None) -> None:
        if number and result.heard:
            text = _("What was heard of {name} is kept: asrpro history show {number}")
            self._show.note(text.format(name=printable(file.name), number=number))

    def _add(self, entry: Entry) -> int | None:
        # Read anew: who turned it off while a file was at work means that file too.
        if not (self._wanted and self._program.settings.reload().privacy.keep_history):
            return None
        try:
            history = self._program.history()
            number = history.add(entry)
        except HistoryError as error:
            self._tell_once(str(error))
            return None
        for notice in history.notices:
            self._tell_once(notice)
        return number

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._show.note(text)


def _entry(file: Path, began: datetime, result: FileTranscript, outcome: Outcome, error: str = "") -> Entry:
    transcript = result.transcript
    return Entry(
        created=began,
        kind="file",
        outcome=outcome,
        source=str(file.absolute()),
        audio=file.absolute(),
        error=error,
        heard=result.heard,
        delivered=transcript.text if outcome == "delivered" else "",
        language=transcript.language,
        duration=transcript.duration,
        model=transcript.model,
        backend=transcript.backend,
        device=transcript.device,
        stages=result.stages,
        segments=transcript.segments,
        dropped=transcript.dropped,
    )
