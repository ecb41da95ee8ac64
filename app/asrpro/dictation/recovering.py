"""Interrupted dictations become text in the program that runs."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.dictation.recording import held, settle
from asrpro.errors import AppError, HistoryError, followed
from asrpro.history.entry import entry_from, outcome_of
from asrpro.i18n import _
from asrpro.runtime.job import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.dictation.parts import TranscribeFile
    from asrpro.dictation.recording import Recording
    from asrpro.domain import Result
    from asrpro.history.store import History
    from asrpro.transcription.request import Request

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What recovering needs; everything is called on the owner's thread."""

    post: Callable[[Callable[[], None]], None]
    """Calls a function on the owner's thread; from any thread."""
    request: Callable[[str | None], Request]
    """What is asked of recognition for speech in this language; raises AppError."""
    transcribe_file: TranscribeFile
    history: Callable[[], History | None]
    """None where nothing is to be remembered."""
    keeps: Callable[[], bool]
    """Whether a recording is kept once it is text."""
    show: Callable[[str], None]
    """Shows a text to people, for them to take."""
    say: Callable[[str], None]
    """Tells people a sentence."""
    left: Callable[[], None]
    """Is told that some are left: they failed, and may be tried again."""


class Recovering:
    """Turns recordings into text, one after the other; what fails stays as it is."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._waiting: list[Recording] = []
        self._texts: list[str] = []
        self._busy = False
        self._failed = False

    def recover(self, recordings: Sequence[Recording]) -> None:
        """Begin; all texts are shown together in the end."""
        self._waiting += recordings
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if self._busy:
            self._begin(self._waiting.pop(0))
            return
        texts, self._texts = self._texts, []
        if texts:
            self._ways.show("\n\n".join(texts))
        if self._failed:
            self._failed = False
            self._ways.left()

    def _begin(self, recording: Recording) -> None:
        stack = contextlib.ExitStack()
        if not stack.enter_context(held(recording.path)):
            stack.close()  # another program is at it
            self._next()
            return

        def done(result: Result) -> None:
            self._ways.post(lambda: self._done(recording, stack, result))

        def failed(error: Exception) -> None:
            self._ways.post(lambda: self._fail(stack, error))

        try:
            request = self._ways.request(recording.facts.language)
            self._ways.transcribe_file(
                recording.path,
                request,
                priority=Priority.FILE,  # nobody waits for it, and it may take long
                on_segment=lambda _segment: None,
                on_done=done,
                on_failed=failed,
            )
        except AppError as error:
            self._fail(stack, error)

    def _done(self, recording: Recording, stack: contextlib.ExitStack, result: Result) -> None:
        text = result.transcript.text
        if text:
            self._texts.append(text)
        else:
            self._ways.say(_("Nothing was heard in the interrupted dictation."))
        self._remember(recording, result)
        settle(recording, "done", keep=self._ways.keeps())
        stack.close()
        self._next()

    def _fail(self, stack: contextlib.ExitStack, error: Exception) -> None:
        if not isinstance(error, AppError):
            log.error("recovering met an error of the program's own", exc_info=error)
        reason = str(error) if isinstance(error, AppError) else _("Something went wrong in ASR Pro itself.")
        self._ways.say(followed(reason, _("The recording is kept.")))
        stack.close()
        self._failed = True
        self._next()

    def _remember(self, recording: Recording, result: Result) -> None:
        facts, outcome = recording.facts, outcome_of(result.transcript)
        entry = replace(
            entry_from(result, created=facts.created, kind="dictation", outcome=outcome),
            source=facts.source,
            audio=recording.path if self._ways.keeps() else None,
        )
        try:
            if history := self._ways.history():
                history.add(entry)
        except HistoryError as error:
            self._ways.say(str(error))
