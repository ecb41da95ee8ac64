"""The Sessions under way: one that is recorded or may be, and those before it, which end in their order."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro.dictation.captures import Captures
from asrpro.dictation.deliveries import Deliveries, Text
from asrpro.dictation.ending import found, notice
from asrpro.dictation.events import (
    CaptureFailed,
    FirstSample,
    Handed,
    Other,
    Quit,
    Recognised,
    RecognitionFailed,
    Retry,
    Tick,
)
from asrpro.dictation.machine import step, wakes_at
from asrpro.dictation.memory import Memory
from asrpro.dictation.problems import problem
from asrpro.dictation.remembering import Remembering, can_insert
from asrpro.dictation.session import Owner, Session
from asrpro.dictation.spacing import spaced
from asrpro.dictation.states import Arming, Cancelled, Finishing, Recording, is_over
from asrpro.dictation.trying import another, follow, of_earlier_run, to_try
from asrpro.dictation.ways import Ways
from asrpro.domain import joined
from asrpro.errors import AppError, followed
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asrpro.desktop.ports import Delivered
    from asrpro.dictation.events import Event
    from asrpro.dictation.machine import Effect
    from asrpro.dictation.parts import Parts
    from asrpro.domain import Audio

log = logging.getLogger(__name__)

_FAILS: Final[dict[Effect, type[CaptureFailed | RecognitionFailed | Handed]]] = {
    "open": CaptureFailed,
    "begin": RecognitionFailed,
    "listen": CaptureFailed,
    "transcribe": RecognitionFailed,
    "deliver": Handed,
}
"""What happens to a Session where an effect cannot be carried out."""
_MISSED: Final = ("not read", "failed")
"""Arrivals of a text that is not where it should be."""


class Sessions:
    """Lets events happen to Sessions, and does what is then to be done; used on the owner's thread."""

    def __init__(self, parts: Parts, say: Callable[[str], None], changed: Callable[[], None]) -> None:
        """`say` is told sentences for people, and nothing when they are out of date; `changed` that there is news."""
        self.working: deque[Session] = deque()
        """Those whose recording is over, in the order in which they deliver."""
        self.last: Session | None = None
        """The one that ended last."""
        self.text = ""
        """The text that was handed over last."""
        self._earlier: Session | None = None
        """The last one of an earlier run of the program that may be tried again."""
        self.deliveries = Deliveries(parts.delivery, parts.focus)
        self.ways = Ways(parts.key_of)
        self._parts = parts
        self._say = say
        self._changed = changed
        self.captures = Captures(parts.capture, lambda text: parts.post(lambda: say(text)))
        self._owner = Owner(self.happen, say, self._go_on, self.captures)
        self.memory = Memory(parts.history, parts.ledger, lambda text: parts.post(lambda: say(text)))
        self._remembering = Remembering(parts, self.memory, changed)
        self.front = Session(parts, self._owner)
        """The one that is recorded, or will be."""
        self._closing: set[Session] = set()
        self._events: deque[tuple[Session, Event]] = deque()
        self._stepping = self._quitting = self._over = False
        self._effects: dict[Effect, Callable[[Session, float], None]] = {
            "open": lambda session, now: session.open(now),
            "begin": lambda session, _now: self._begin(session),
            "listen": lambda session, _now: session.listen(),
            "close": lambda session, _now: self._close(session),
            "end": lambda session, now: session.end(now),
            "transcribe": lambda session, _now: self._transcribe(session),
            "abandon": lambda session, _now: session.abandon(),
            "deliver": lambda session, _now: self._deliver(session),
            "discard": lambda session, _now: session.after_close(lambda: self._remembering.let_go(session, keep=False)),
            "settle": lambda session, _now: session.after_close(lambda: self._settle(session)),
            "leave": lambda session, _now: session.after_close(lambda: self._remembering.let_go(session, keep=True)),
        }

    def happen(self, session: Session, event: Event) -> None:
        """Let something happen to a Session, and then whatever follows from it."""
        self._events.append((session, event))
        self._go_on()

    @property
    def to_try(self) -> Session | None:
        """The last one whose recording gave no text, of this run of the program or else of one before."""
        return to_try(self.last) or to_try(self._earlier)

    def remember(self, recordings: Sequence[Path]) -> None:
        """Let these be tried again, the newest first: an earlier run of the program left them without text."""
        self._earlier = of_earlier_run(self._parts, self._owner, recordings)
        self._changed()

    def retry(self) -> bool:
        """Recognise once more what was cancelled or failed last, by the settings of now; whether that can be."""
        earlier = self.to_try
        if earlier is None:
            return False
        session = another(self._parts, self._owner, earlier)
        self.working.append(session)
        self.happen(session, Retry(self._parts.now()))
        return True

    def insert_anyway(self) -> bool:
        """Deliver what gates held back of the last Session; whether there is something."""
        session = self.last
        if session is None or not can_insert(session) or session.profile is None or session.result is None:
            return False
        session.spent = True
        profile, row = session.profile, session.row
        plain = joined([one.segment for one in session.result.transcript.dropped])

        def told(delivered: Delivered) -> None:
            self._say(delivered.notice)
            if row is not None and delivered.arrival not in _MISSED:
                both = " ".join(filter(None, (row.entry.delivered, plain)))
                self.memory.update(row, replace(row.entry, outcome="delivered", error="", delivered=both))
            self._changed()

        self._prepare()
        self.text = spaced(plain, profile.space)
        self.deliveries.deliver(Text(self.text, profile.method, None), told)
        return True

    def close(self) -> None:
        """End all Sessions: what is not recognised yet is left for the next start."""
        self._quitting = True
        for session in (self.front, *self.working):
            self.happen(session, Quit(self._parts.now()))
        for session in [*self._closing]:
            session.closed()
        self._over = True
        self.captures.close()
        self.memory.close()

    def _go_on(self) -> None:
        """Do whatever follows from what has happened, or come."""
        if self._stepping or self._over:
            return
        self._stepping = True
        try:
            while self._events or self._turn():
                self._step(*self._events.popleft())
        finally:
            self._stepping = False
        self._changed()

    def _step(self, session: Session, event: Event) -> None:
        if isinstance(event, FirstSample):
            session.times = replace(session.times, first_sample=event.now)
        before, (session.state, effects) = session.state, step(session.state, event)
        if (
            isinstance(event, CaptureFailed | RecognitionFailed)
            and isinstance(before, Recording)
            and session.state is not before
        ):
            # Said at once, and once more at the end: what is spoken from now on may be for a later try alone.
            told, unheard = str(event.error), isinstance(event, CaptureFailed)
            session.remarks += [] if unheard else [told]
            self._say(told if unheard else followed(told, _("What you said is kept.")))
        if isinstance(event, Other) and isinstance(session.state, Cancelled):
            session.remarks.append(_("Another key was pressed, so it was cancelled."))
        log.debug("a session by %s: %s", type(event).__name__, type(session.state).__name__)
        for effect in effects:
            try:
                self._effects[effect](session, event.now)
            except Exception as error:
                if effect not in _FAILS:
                    log.exception("%s failed", effect)
                else:
                    self._events.append((session, _FAILS[effect](event.now, problem(error))))
        self._wake(session)
        if session is self.front and (effects and not isinstance(session.state, Arming | Recording)):
            if isinstance(session.state, Finishing):
                self.working.append(session)
            self.front = Session(self._parts, self._owner)

    def _turn(self) -> bool:
        """Let the first of those at work go on where its text is there; whether something happens by that."""
        for session in [one for one in self.working if is_over(one.state)]:
            self.working.remove(session)
        # Another try keeps nobody waiting who has spoken since.
        head = next((one for one in self.working if one.result is not None or not one.again), None)
        if head is None or head.result is None or not isinstance(head.state, Finishing):
            return False
        if self._quitting or self._key_down() or self._parts.taken():
            return False
        self._events.append((head, Recognised(self._parts.now(), found(head))))
        return True

    def _key_down(self) -> bool:
        """Whether a key that dictates is held: beside it no other key would mean what it says."""
        state = self.front.state
        return isinstance(state, Arming) or (isinstance(state, Recording) and state.held)

    def _wake(self, session: Session) -> None:
        wakes = wakes_at(session.state)
        if wakes is not None and wakes != session.wakes:
            self._parts.call_at(wakes, lambda: self._tick(session))
        session.wakes = wakes

    def _tick(self, session: Session) -> None:
        session.wakes = None  # should this be too early, it is asked for again
        self.happen(session, Tick(self._parts.now()))

    def _begin(self, session: Session) -> None:
        self._say("")
        self._prepare()
        session.begin()

    def _prepare(self) -> None:
        try:
            self._parts.delivery.prepare()
        except Exception:
            log.exception("the clipboards could not be saved")

    def _close(self, session: Session) -> None:
        session.close(wait=self._quitting)
        self._closing.add(session)
        session.after_close(lambda: self._closing.discard(session))

    def _transcribe(self, session: Session) -> None:
        def begin(source: Path | Audio) -> None:
            try:
                if isinstance(session.state, Finishing):
                    session.transcribe(source)
            except Exception as error:  # noqa: BLE001 - it is told, and logged where it is a fault
                failed(error)

        def failed(error: Exception) -> None:
            self.happen(session, RecognitionFailed(self._parts.now(), problem(error)))

        self._say("")
        self._prepare()
        if session.kept is not None:
            self._remembering.open(session.kept, begin, failed)

    def _deliver(self, session: Session) -> None:
        profile, result = session.profile, session.result
        if profile is None or result is None:
            return
        session.text = self.text = spaced(joined(result.transcript.segments), profile.space)
        self.deliveries.deliver(
            Text(session.text, profile.method, profile.target, profile.focus_changed),
            lambda delivered: self._handed(session, delivered),
        )

    def _handed(self, session: Session, delivered: Delivered) -> None:
        if is_over(session.state):
            if delivered.arrival == "read" and session.row is not None:
                session.delivered = delivered
                self._say("")
                self.memory.update(session.row, replace(session.row.entry, outcome="delivered", error=""))
                self._changed()
            return
        session.delivered = delivered
        session.times = replace(session.times, delivered=delivered.sent, read=delivered.read)
        session.remarks.append(delivered.notice)
        error = None
        if delivered.arrival in _MISSED:
            hint = self.ways.to_paste() if delivered.arrival == "not read" else ""
            error = AppError(delivered.notice or _("The text did not arrive."), hint)
        self.happen(session, Handed(self._parts.now(), error))

    def _settle(self, session: Session) -> None:
        """Remember what came of it, and tell."""
        self._remembering.settle(session)
        if session.times.first_sample is not None:
            self.memory.count(session.times)
        follow(session, self.last)
        session.number = (self.last.number if self.last else 0) + 1
        session.let_go()
        self.last = session
        if text := notice(session, self.ways):
            self._say(text)
        self._changed()
