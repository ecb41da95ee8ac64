"""The capture thread: from the wish to hear a microphone to its closing, whatever happens to it meanwhile."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Literal

from asrpro.audio.alarm import Alarm
from asrpro.audio.choice import Choice
from asrpro.audio.heard import Heard
from asrpro.audio.streams import PATIENCE, hung
from asrpro.audio.tap import Tap
from asrpro.errors import AppError, MicrophoneError
from asrpro.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asrpro.audio.heard import Listener
    from asrpro.audio.microphone import Microphone
    from asrpro.audio.microphones import Microphones

    Order = Literal["begin", "stop", "end", "changed"]
    Block = tuple[int, bytes | None]
    """The number of an opening, and what came of it: samples, or that it has ended."""

log = logging.getLogger(__name__)

BACK = 3.0
"""Seconds in which a microphone may come back that went while it was being heard."""
OVERDUE = PATIENCE + 1.0
"""Seconds without an open microphone after which the sound system is thought to hang."""


class Hearing:
    """Hears one microphone after the other, as they fail, on a thread of its own.

    With a pre-roll it goes on between dictations, with the microphone open; else it ends with the first one.
    """

    def __init__(self, microphones: Microphones, wanted: str, listener: Listener, pre_roll: float = 0.0) -> None:
        """Hand out nothing before `begin`."""
        self.over = threading.Event()
        """Set when nothing more will come of it."""
        self.ordered = False
        """Whether a dictation is wanted now."""
        self._microphones = microphones
        self._listener = listener
        self._choice = Choice(microphones, wanted)
        self._heard = Heard(listener, pre_roll)
        self.stays = pre_roll > 0
        """Whether it goes on after a dictation."""
        self._items: queue.SimpleQueue[Order | Block] = queue.SimpleQueue()
        self._lock = threading.Lock()  # over _stops, and what is set at the end
        self._stops: list[threading.Event] = []
        self._obeyed = 0
        self._ending = False
        self._said: set[str] = set()
        self._said_now: set[str] = set()
        self._number = 0
        self._tap: Tap | None = None
        self._overflows = 0
        self._error: AppError | None = None
        self._gone = 0.0
        self._alarm = Alarm(OVERDUE, self._late)
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    @property
    def microphone(self) -> Microphone | None:
        """The one that is open."""
        tap = self._tap
        return tap.microphone if tap else None

    @property
    def overflows(self) -> int:
        """How often in this dictation sound was lost because nobody took it in time."""
        tap = self._tap
        return self._overflows + (tap.stream.overflows if tap else 0)

    def begin(self) -> None:
        """Begin a dictation."""
        self.ordered = True
        if not self._tap:
            self._alarm.on()
        self._items.put("begin")

    def stop(self, patience: float) -> bool:
        """End the dictation; returns whether all of it was handed out within that many seconds.

        A second call goes on waiting for the same end.
        """
        with self._lock:
            if self.over.is_set():
                return True
            if self.ordered or not self._stops:
                self._stops.append(threading.Event())
                self._items.put("stop")
            done, self.ordered = self._stops[-1], False
        return threading.current_thread() is not self._thread and done.wait(patience)

    def end(self, patience: float) -> None:
        """End for good, for which it has that many seconds."""
        self.ordered = False
        self._items.put("end")
        if threading.current_thread() is not self._thread:
            self.over.wait(patience)

    def forsake(self) -> None:
        """Tell nobody anything any more, whatever it may be waiting for."""
        with self._lock:
            self.over.set()
            for done in self._stops:
                done.set()

    def _run(self) -> None:
        unwatch = self._microphones.watch(lambda: self._items.put("changed"))
        try:
            while not (self._ending or self.over.is_set()):
                microphone = self._choice.next()
                if microphone and self._wants(microphone):
                    self._hear(microphone)
                else:
                    self._rest()
                self._settle()
        except AppError as error:
            self._fail(error)
        except Exception:
            log.exception("a capture failed")
            self._fail(MicrophoneError(_("Something went wrong in ASR Pro itself."), _("What it was is in its log.")))
        finally:
            unwatch()
            self._alarm.off()
            self.forsake()

    def _fail(self, error: AppError) -> None:
        if not self.over.is_set():
            self.ordered = False
            self._listener.on_failure(error)

    def _wants(self, microphone: Microphone) -> bool:
        """Whether it is to be open now."""
        if self.stays and microphone.bluetooth:
            wireless = _("{name} is a Bluetooth microphone: it is open only while you dictate.")
            self._say_once(wireless, microphone, ever=True)
        return self._heard.recording or (self.stays and not microphone.bluetooth)

    def _rest(self) -> None:
        """Wait until there is something to do; raises AppError when a dictation waits for what does not come."""
        left = self._gone + BACK - time.monotonic() if self._heard.recording else None
        if left is not None and left <= 0:
            raise (
                self._microphones.fault
                or self._error
                or MicrophoneError(_("No microphone gives any sound."), _("Look into the system's sound settings."))
            )
        with contextlib.suppress(queue.Empty):
            self._obey(self._items.get(timeout=left))

    def _hear(self, microphone: Microphone) -> None:
        """Open a microphone, and hand out what it gives until it is not to be heard any more."""
        self._number += 1
        began = time.monotonic()
        try:
            stream, notice = self._microphones.open(microphone, partial(self._put, self._number))
        except MicrophoneError as error:
            self._error = error
            self._choice.lost(microphone, _("{name} cannot be opened.").format(name=microphone.name), failed=True)
            return
        self._tap = tap = Tap(microphone, stream)
        try:
            self._alarm.off()
            log.info("a microphone was opened in %.0f ms, %d Hz", 1e3 * (time.monotonic() - began), stream.inlet.rate)
            for remark in (self._choice.remark(microphone, dictating=self._heard.recording), notice):
                self._say(remark)
            if self.stays and not microphone.bluetooth:
                stays = _("{name} stays open, so that nothing is missed before the key.")
                self._say_once(stays, microphone, ever=True)
            while not self.over.is_set() and self._goes_on(tap):
                self._settle()
            self._drain()
            self._hand_out(tap.cut())
        finally:
            self._heard.forget()
            self._overflows += stream.overflows
            self._gone, self._tap = time.monotonic(), None
            if self._heard.recording:
                self._alarm.on()
            self._microphones.release(stream)

    def _put(self, number: int, data: bytes | None) -> None:
        self._items.put((number, data))

    def _goes_on(self, tap: Tap) -> bool:
        """Take what comes next from an open microphone; returns whether there may be more."""
        name, item = tap.microphone.name, None
        with contextlib.suppress(queue.Empty):
            item = self._items.get(timeout=max(0.0, tap.patience))
        if item is None:
            self._choice.lost(tap.microphone, _("{name} does not answer.").format(name=name), failed=True)
            return False
        if item == (self._number, None):
            self._choice.lost(tap.microphone, _("{name} has stopped.").format(name=name), failed=not tap.sounded)
            return False
        self._obey(item)
        if item == "changed" and not self._choice.present(tap.microphone):
            self._choice.lost(tap.microphone, _("{name} was unplugged.").format(name=name), failed=False)
            return False
        if item == "changed" and (self._choice.displaced(tap.microphone) or not self._best(tap)):
            return False
        return not self._ending and self._wants(tap.microphone) and not self._useless(tap)

    def _best(self, tap: Tap) -> bool:
        """Whether no other microphone should be open instead, which counts only between dictations."""
        best = self._choice.next()
        return self._heard.recording or best is None or best.id == tap.microphone.id

    def _useless(self, tap: Tap) -> bool:
        """Whether another microphone shall be tried, because this one gives nothing; else that is only said."""
        if not (self._heard.recording and tap.mute):
            return False
        silent = _("{name} gives only silence: is it muted, or not allowed to this program?")
        if not tap.sounded and self._choice.silent(tap.microphone, silent.format(name=tap.microphone.name)):
            return True
        self._say_once(silent, tap.microphone)
        return False

    def _obey(self, item: Order | Block) -> None:
        """Do what was ordered, or hand out a block."""
        match item:
            case "begin":
                self._said_now.clear()
                self._choice.afresh(self.microphone)
                self._overflows = 0
                if self._tap:
                    self._tap.afresh()
                self._heard.begin()
            case "stop":
                if self._tap:
                    self._hand_out(self._tap.cut())
                self._heard.end()
                self._choice.over()
                self._obeyed += 1
                self._ending = self._ending or not self.stays
            case "end":
                self._ending = True
            case "changed":
                self._choice.changed()
            case (self._number, bytes(data)) if self._tap:
                self._hand_out(self._tap.add(data))

    def _drain(self) -> None:
        """Obey what waits already."""
        for _number in range(self._items.qsize()):
            self._obey(self._items.get())

    def _hand_out(self, samples: NDArray[np.float32]) -> None:
        if not self.over.is_set():
            self._heard.add(samples)
        if self.overflows and self._heard.recording and self._tap:
            self._say_once(_("Some sound was lost, because this computer was too busy."), self._tap.microphone)

    def _say(self, text: str) -> None:
        if text and not self.over.is_set():
            self._listener.on_notice(text)

    def _say_once(self, text: str, microphone: Microphone, *, ever: bool = False) -> None:
        """Say something that need not be said twice in one dictation, or ever."""
        text, said = text.format(name=microphone.name), self._said if ever else self._said_now
        if text not in said:
            said.add(text)
            self._say(text)

    def _settle(self) -> None:
        """Let those go on who wait for the end of what has ended."""
        with self._lock:
            ended, self._stops = self._stops[: self._obeyed], self._stops[self._obeyed :]
            self._obeyed = 0
        for done in ended:
            done.set()

    def _late(self) -> None:
        # Opening itself may wait for ever, so that it is another thread that says so.
        if self.ordered and not self._tap and not self.over.is_set():
            self.forsake()
            self._listener.on_failure(hung())
