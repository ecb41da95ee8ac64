"""A microphone whose words are printed as they are spoken."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from asrpro.audio.capture import Capture
from asrpro.cli.interrupt import first_asks
from asrpro.cli.show import held_back
from asrpro.dictation.journal import Journal
from asrpro.dictation.recognition import Recognition
from asrpro.dictation.recordings import kept_days
from asrpro.domain import Dropped, Partial, Segment
from asrpro.errors import AppError, HistoryError
from asrpro.history.entry import entry_from, outcome_of
from asrpro.i18n import _
from asrpro.transcription.formats.txt import line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from asrpro.audio.microphones import Microphones
    from asrpro.cli.program import Program
    from asrpro.cli.show import Show
    from asrpro.dictation.recording import State
    from asrpro.domain import Audio, Step
    from asrpro.history.entry import Outcome
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.transcription.request import Request

log = logging.getLogger(__name__)

_STATES: Mapping[Outcome, State] = {"cancelled": "cancelled", "failed": "failed"}
"""What is written on the recording of what may be wanted once more; of all else it is done."""


class Listening:
    """One microphone from the first sample to the last word."""

    def __init__(
        self, program: Program, show: Show, room: EngineRoom, request: Request, *, seconds: float | None, keep: bool
    ) -> None:
        """Open nothing yet; it ends by itself after so many seconds, and `keep` says whether the History is wanted."""
        self._program = program
        self._show = show
        self._room = room
        self._request = request
        self._seconds = seconds
        self._keep = keep
        self._began = datetime.now(UTC)
        self._to_do: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._over = False
        self._failure: AppError | None = None
        # Until the room is closed, which is after the last word.
        host = room.residency.lease(request.model, request.device, request.load).host
        self._recognition = Recognition(request, room.ears, host)
        self._job = self._recognition.job(lambda step: self._to_do.put(partial(self._follow, step)))

    def run(self, microphones: Microphones, wanted: str) -> None:
        """Listen to the wanted microphone until the first Ctrl+C, and print every word.

        Raises:
            AppError: it went wrong; what was heard before is printed and kept.
            KeyboardInterrupt: somebody wants it to end at once.
            BrokenPipeError: nobody reads the text any more.
        """
        self._journal = Journal.open(
            self._program.recordings(),
            self._show.note,
            model=self._request.model.id,
            language=self._request.options.language,
        )
        self._capture = Capture(
            microphones,
            wanted,
            on_audio=self._hear,
            on_notice=self._show.note,
            on_failure=lambda error: self._to_do.put(partial(self._fail, error)),
        )
        self._job.future.add_done_callback(lambda _future: self._to_do.put(lambda: None))
        try:
            self._listen()
        except (KeyboardInterrupt, BrokenPipeError):
            self._settle("cancelled")
            raise
        except Exception as error:
            self._settle("failed", error if isinstance(error, AppError) else self._program.at_fault())
            raise
        transcript = self._recognition.so_far().transcript
        self._settle(outcome_of(transcript))

    def _listen(self) -> None:
        """Show what is heard until all of it is shown; raises what went wrong meanwhile."""
        with first_asks(lambda: self._to_do.put(self._end)):
            self._room.lane.submit(self._job)
            self._capture.start()
            while not (self._job.future.done() and self._to_do.empty()):
                self._next()()
        self._job.future.result()
        if self._failure:
            raise self._failure

    def _next(self) -> Callable[[], None]:
        """Wait for something to do; in short naps, because Windows hears of Ctrl+C only between them."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._to_do.get(timeout=0.25)

    def _hear(self, audio: Audio) -> None:
        """Take what the microphone heard, on its thread."""
        with self._lock:
            if self._over:
                return
            if not self._journal.seconds:
                self._to_do.put(self._listening)
            self._journal.write(audio)
            self._recognition.hear(audio)
            if self._seconds is not None and self._journal.seconds >= self._seconds:
                self._to_do.put(self._end)

    def _listening(self) -> None:
        microphone = self._capture.microphone
        self._show.finish(_("{name} is heard; Ctrl+C ends it.").format(name=microphone.name if microphone else ""))

    def _end(self) -> None:
        """Hear no more, and have the last words recognised."""
        if not self._over:
            self._capture.stop()
            with self._lock:
                self._over = True
            self._recognition.end()

    def _fail(self, error: AppError) -> None:
        self._failure = error
        self._end()

    def _follow(self, step: Step) -> None:
        log.debug("%s", step)
        match step:
            case Partial(text):
                self._show.tentative(text)
            case Segment():
                self._show.tentative("")
                self._show.text(line(step))
            case Dropped(segment, reason):
                self._show.tentative("")
                self._show.note(held_back(reason, segment.start, segment.text))

    def _settle(self, outcome: Outcome, error: AppError | None = None) -> None:
        """Let go of everything, and remember what has come of it."""
        self._capture.close()
        with self._lock:
            self._over = True
        self._job.cancel()
        if not self._journal.seconds:
            self._journal.settle("cancelled", keep=False)
            return
        privacy = self._program.settings.reload().privacy
        wanted = self._keep and privacy.keep_history
        keep = wanted and (kept_days(privacy) > 0 or outcome in _STATES)
        known = wanted and self._remembered(outcome, self._journal.path if keep else None, error)
        if outcome == "failed" and not known:
            self._journal.close()  # with nothing decided about it: it is all there is
            self._show.note(_("The recording is kept; `asrpro recover` shows it."))
        else:
            self._journal.settle(_STATES.get(outcome, "done"), keep=keep and known)

    def _remembered(self, outcome: Outcome, audio: Path | None, error: AppError | None) -> bool:
        """Add an Entry to the History; whether it is there."""
        result = self._recognition.so_far()
        entry = replace(
            entry_from(result, created=self._began, kind="dictation", outcome=outcome),
            audio=audio,
            error=error.title if error else "",
        )
        try:
            history = self._program.history()
            number = history.add(entry)
        except HistoryError as fault:
            self._show.note(str(fault))
            return False
        for notice in history.notices:
            self._show.note(notice)
        if outcome in _STATES and audio:
            self._show.note(_("The recording is kept: asrpro history retry {number}").format(number=number))
        return True
