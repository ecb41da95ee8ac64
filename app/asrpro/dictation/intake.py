"""What a Session's microphone hears, on its way to the Journal and to recognition."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.dictation.parts import Journal, Recogniser
    from asrpro.domain import Audio

log = logging.getLogger(__name__)


class Intake:
    """Filled on the microphone's thread; the Journal is opened and written on one of its own: nobody waits for a disk.

    Until `begin` all is held in memory, so that what is discarded before leaves no trace.
    """

    def __init__(
        self,
        open_journal: Callable[[], Journal],
        *,
        on_first: Callable[[], None],
        on_unkept: Callable[[Exception], None],
        on_unheard: Callable[[Exception], None],
    ) -> None:
        """Take nothing yet; callbacks come on threads of its own or the microphone's, each once.

        Args:
            open_journal: begins the Journal, once there is something to write.
            on_first: the first sound came.
            on_unkept: the Journal takes nothing; recognition goes on.
            on_unheard: recognition takes nothing; the Journal goes on.
        """
        self.journal: Journal | None = None
        """What there is to settle, once `finish` was called."""
        self.seconds = 0.0
        """How much was heard."""
        self._open_journal = open_journal
        self._on_first = on_first
        self._on_unkept = on_unkept
        self._on_unheard = on_unheard
        self.recogniser: Recogniser | None = None
        """What recognises it; None while there is none, or when it is not wanted any more."""
        self._begun = False
        self._kept = True
        self._held: list[Audio] = []
        self._sealed = False
        self._lock = threading.Lock()
        self._to_write: queue.SimpleQueue[Audio | None] = queue.SimpleQueue()
        """What the Journal has not got yet; None at the end."""
        self._writer: threading.Thread | None = None

    @property
    def path(self) -> Path | None:
        """The recording on disk, where there is one."""
        return self.journal.path if self.journal else None

    def hear(self, audio: Audio) -> None:
        """Take a block; after `seal` it is not taken any more."""
        if not len(audio.samples):
            return
        with self._lock:
            if self._sealed:
                return
            first = not self.seconds
            self.seconds += audio.duration
            self._held.append(audio)
            self._pass_on()
        if first:
            self._on_first()

    def begin(self, recogniser: Recogniser | None) -> None:
        """Let what is held, and all that follows, be kept and recognised; without waiting."""
        self.recogniser = recogniser
        self._begun = True  # last: the microphone's thread looks at it first

    def seal(self) -> None:
        """Take no more; what is held is passed on."""
        with self._lock:
            if not self._sealed:
                self._sealed = True
                self._pass_on()
                self._to_write.put(None)

    def finish(self) -> None:
        """Take no more, and wait until the Journal has all."""
        self.seal()
        if self._writer is not None:
            self._writer.join()

    def _pass_on(self) -> None:
        if not self._begun:
            return
        held, self._held = self._held, []
        if held and self._writer is None:
            self._writer = threading.Thread(target=self._write, name="recording", daemon=True)
            self._writer.start()
        for audio in held:
            if self.recogniser is not None:
                self._recognise(self.recogniser, audio)
            self._to_write.put(audio)

    def _write(self) -> None:
        while (audio := self._to_write.get()) is not None:
            if self._kept:
                self._keep(audio)

    def _keep(self, audio: Audio) -> None:
        try:
            if self.journal is None:
                self.journal = self._open_journal()
            self.journal.write(audio)
        except Exception as error:
            log.exception("a recording cannot be kept")
            self._kept = False
            self._on_unkept(error)

    def _recognise(self, recogniser: Recogniser, audio: Audio) -> None:
        try:
            recogniser.hear(audio)
        except Exception as error:
            log.exception("a block cannot be recognised")
            self.recogniser = None
            self._on_unheard(error)
