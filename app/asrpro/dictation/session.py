"""One Session: its state, what it has taken from the world, and what has come of it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asrpro.dictation.captures import Listener
from asrpro.dictation.events import CaptureFailed, FirstSample, RecognitionFailed, Silence
from asrpro.dictation.intake import Intake
from asrpro.dictation.ledger import Times
from asrpro.dictation.problems import problem
from asrpro.dictation.profile import resolve
from asrpro.dictation.states import Idle, is_over
from asrpro.dictation.view import QUIET
from asrpro.domain import Audio
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.runtime.job import Priority

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.desktop.ports import Delivered
    from asrpro.dictation.captures import Captures
    from asrpro.dictation.events import Event
    from asrpro.dictation.kept import Kept
    from asrpro.dictation.memory import Row
    from asrpro.dictation.parts import Capture, Level, Parts, Recogniser, Running
    from asrpro.dictation.profile import Profile
    from asrpro.dictation.states import State
    from asrpro.domain import Result, Segment
    from asrpro.settings.hotkeys import DictationKey
    from asrpro.transcription.request import Request

log = logging.getLogger(__name__)

_LATEST = 15.0
"""Seconds that a microphone may take to hand out what it heard, on a computer that is busy with something else."""


def _valid(profile: Profile) -> Request:
    if isinstance(profile.request, AppError):
        raise profile.request
    return profile.request


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a Session tells what happens; on the owner's thread."""

    happen: Callable[[Session, Event], None]
    say: Callable[[str], None]
    changed: Callable[[], None]
    captures: Captures


class Session:
    """Carries out the effects of the state machine that concern what it has taken; used on the owner's thread."""

    def __init__(self, parts: Parts, owner: Owner, key: DictationKey | None = None) -> None:
        """Take nothing yet."""
        self.state: State = Idle()
        self.key = key
        """The settings of the hotkey that started it; None for the menu and the command line."""
        self.profile: Profile | None = None
        self.created = datetime.now(UTC)
        self.times = Times(parts.now())
        self.intake: Intake | None = None
        self.kept: Kept | None = None
        """What is there of its recording, once it is over."""
        self.before: Session | None = None
        """The last one before it that may be tried again."""
        self.again = False
        """Whether it hears once more what an earlier one recorded."""
        self.segments: list[Segment] = []
        self.tentative = ""
        self.level = QUIET
        self.result: Result | None = None
        self.text = ""
        """What was handed over."""
        self.remarks: list[str] = []
        """Sentences about what did not go as one would expect."""
        self.delivered: Delivered | None = None
        """What came of handing it over, once that is told."""
        self.number = 0
        """The how manieth to end; 0 as long as it has not."""
        self.row: Row | None = None
        """What the History has of it."""
        self.spent = False
        """Whether its recording, or what was held back of it, was made use of meanwhile."""
        self.wakes: float | None = None
        """When it is to be told the time."""
        self._parts = parts
        self._owner = owner
        self._listener: Listener | None = None
        self._capture: Capture | None = None
        self._running: Running | None = None
        self._recogniser: Recogniser | None = None
        self._closing: threading.Thread | None = None
        self._after: list[Callable[[], None]] = []

    @property
    def seconds(self) -> float:
        """How much was recorded."""
        return self.intake.seconds if self.intake else 0.0

    def open(self, now: float) -> None:
        """Freeze what it goes by, and open the microphone; nothing of it can be seen or heard."""
        settings = self._parts.settings()
        self.created = datetime.now(UTC)
        self.times = Times(now)
        microphone, target = self._parts.microphone(settings), self._parts.focus.target()
        self.profile = profile = resolve(settings, self.key, self._parts.request, microphone=microphone, target=target)
        self.intake = Intake(
            lambda: self._parts.journal(profile, self._say),
            on_first=lambda: self._tell(FirstSample(self._parts.now())),
            on_unkept=self._unkept,
            on_unheard=self._failed,
        )
        self._listener = Listener(
            self.intake.hear,
            self._louder,
            self._say,
            lambda error: self._tell(CaptureFailed(self._parts.now(), problem(error))),
        )
        self._listen(profile.microphone)

    def listen(self) -> None:
        """Hear a microphone once more, where the last one came to its end."""
        if self._capture is not None and self.profile is not None:
            self._owner.captures.renew(self._capture)
            self._listen(self.profile.microphone)

    def _listen(self, microphone: str) -> None:
        if self._listener is not None:
            self._capture = self._owner.captures.open(microphone, self._listener)
            self._capture.start()

    def begin(self) -> None:
        """Keep and recognise what is spoken, from what was heard already on; raises where it cannot be recognised."""
        if self.profile is None or self.intake is None:
            return
        try:
            request = _valid(self.profile)
            self._running = self._recogniser = self._parts.recognise(
                request,
                priority=Priority.DICTATION,
                on_partial=self._partial,
                on_segment=self._segment,
                on_silence=self._silent,
                on_done=self._done,
                on_failed=self._failed,
            )
        finally:
            self.intake.begin(self._recogniser)

    def close(self, *, wait: bool = False) -> None:
        """Close the microphone, which may take a while: on a thread of its own, or else within two seconds."""
        capture, intake = self._capture, self.intake
        self._capture = None

        def work() -> None:
            if capture is not None:
                self._stop(capture)
            if intake is not None:
                intake.seal()
            self._parts.post(self.closed)

        self._closing = threading.Thread(target=work, name="microphone", daemon=True)
        self._closing.start()
        if wait:
            self.closed()

    def _stop(self, capture: Capture) -> None:
        """Wait until all that was heard is passed on; not for ever, and not where nothing ever came."""
        end = time.monotonic() + _LATEST
        try:
            done = capture.stop()
            while not done and self.seconds and time.monotonic() < end:
                done = capture.stop()
        except Exception:
            log.exception("a microphone could not be closed")
            done = False
        if not done:
            self._parts.post(lambda: self._owner.captures.renew(capture))
            if self.seconds:
                lost = _("The microphone did not come to its end: the last words may be missing.")
                self._put(lambda: self.remarks.append(lost))

    def closed(self) -> None:
        """Do what had to wait for the microphone to be closed; waits itself where it is not yet."""
        if self._closing is not None:
            self._closing.join(2.0)
            self._closing = None
        waiting, self._after = self._after, []
        for work in waiting:
            work()

    def after_close(self, work: Callable[[], None]) -> None:
        """Do it once the microphone is closed and all that it heard is passed on."""
        if self._closing is None:
            work()
        else:
            self._after.append(work)

    def end(self, now: float) -> None:
        """Say that no more sound comes."""
        self.times = replace(self.times, release=now)
        self.after_close(lambda: self._recogniser.end() if self._recogniser is not None else None)

    def transcribe(self, source: Path | Audio) -> None:
        """Recognise what an earlier Session recorded; raises where it cannot be recognised."""
        if self.profile is None:
            return
        if isinstance(source, Audio):
            self._running = recogniser = self._parts.recognise(
                _valid(self.profile),
                priority=Priority.REQUEST,
                on_partial=self._partial,
                on_segment=self._segment,
                on_silence=lambda _seconds: None,
                on_done=self._done,
                on_failed=self._failed,
            )
            recogniser.hear(source)
            recogniser.end()
        else:
            self._running = self._parts.transcribe_file(
                source,
                _valid(self.profile),
                priority=Priority.REQUEST,  # whoever speaks meanwhile comes first
                on_segment=self._segment,
                on_done=self._done,
                on_failed=self._failed,
            )

    def let_go(self) -> None:
        """Keep of what it was heard with only what another try needs; it is over."""
        self._listener = self._running = self._recogniser = None

    def abandon(self) -> None:
        """Want no text of it."""
        if self.intake is not None:
            self.intake.recogniser = None
        if self._running is not None:
            self._running.cancel()

    def _tell(self, event: Event) -> None:
        """Let the owner know what happened; from any thread."""
        self._parts.post(lambda: self._owner.happen(self, event))

    def _say(self, notice: str) -> None:
        self._parts.post(lambda: self._owner.say(notice))

    def _louder(self, level: Level) -> None:
        self._put(lambda: setattr(self, "level", level.rms))

    def _partial(self, text: str) -> None:
        self._put(lambda: setattr(self, "tentative", text))

    def _segment(self, segment: Segment) -> None:
        def work() -> None:
            self.segments.append(segment)
            self.tentative = ""

        self._put(work)

    def _done(self, result: Result) -> None:
        now = self._parts.now()

        def work() -> None:
            self.result = result
            self.times = replace(self.times, done=now)

        self._put(work)

    def _put(self, work: Callable[[], None]) -> None:
        def unless_over() -> None:
            if not is_over(self.state):
                work()
                self._owner.changed()

        self._parts.post(unless_over)

    def _silent(self, seconds: float) -> None:
        if self.profile is not None and self.profile.stop_after_silence:
            self._tell(Silence(self._parts.now(), seconds, self.profile.stop_after_silence))

    def _unkept(self, error: Exception) -> None:
        self._say(str(problem(error)))

    def _failed(self, error: Exception) -> None:
        self._tell(RecognitionFailed(self._parts.now(), problem(error)))
