"""Hears a microphone from key press to key release."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from asrpro.audio.heard import Listener
from asrpro.audio.hearing import Hearing

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.audio.level import Level
    from asrpro.audio.microphone import Microphone
    from asrpro.audio.microphones import Microphones
    from asrpro.domain import Audio
    from asrpro.errors import AppError

_PATIENCE = 1.0
"""Seconds that `stop` and `close` may take."""


class Capture:
    """Hands out what a microphone hears, again and again; used from any thread.

    What it calls is called on a thread of its own, which waits for it: a callback that takes long delays what comes
    next, but loses nothing. Only that the sound system hangs is told on yet another thread.
    """

    def __init__(  # noqa: PLR0913 - all but two say who is told what
        self,
        microphones: Microphones,
        wanted: str = "",
        *,
        on_audio: Callable[[Audio], None],
        on_level: Callable[[Level], None] = lambda _level: None,
        on_notice: Callable[[str], None],
        on_failure: Callable[[AppError], None],
        pre_roll: float = 0.0,
    ) -> None:
        """Open nothing yet.

        Args:
            microphones: Those of this machine.
            wanted: The identity of the one to hear; empty for the default. Where it is not to be had another one is.
            on_audio: Takes blocks of at most 20 ms, whose times count from `start` on without holes.
            on_level: Takes a Level thirty times a second.
            on_notice: Takes sentences for people about what they would not expect.
            on_failure: Takes the error of a capture that has ended by itself; there is no need to stop it.
            pre_roll: Seconds before `start` that are heard too, once `arm` was called; never with Bluetooth.
        """
        self._microphones = microphones
        self._wanted = wanted
        self._listener = Listener(on_audio, on_level, on_notice, on_failure)
        self._pre_roll = pre_roll
        self._lock = threading.Lock()
        self._armed = False
        self._hearing: Hearing | None = None

    @property
    def microphone(self) -> Microphone | None:
        """The one that is open now."""
        hearing = self._hearing
        return hearing.microphone if hearing else None

    @property
    def overflows(self) -> int:
        """How often sound was lost in this capture, or the last one, because the computer was too busy."""
        hearing = self._hearing
        return hearing.overflows if hearing else 0

    def arm(self) -> None:
        """Keep the microphone open from now on, and in memory what it heard last; without a pre-roll does nothing."""
        with self._lock:
            self._armed = self._pre_roll > 0
            if self._armed and not self._alive():
                self._hearing = self._new()

    def start(self) -> None:
        """Hear, from now on; returns at once. Does nothing while it hears already."""
        with self._lock:
            hearing = self._alive()
            if hearing and hearing.ordered:
                return
            if not (hearing and hearing.stays):
                if hearing:  # it still waits for the sound system, or for who was told
                    hearing.forsake()
                hearing = self._hearing = self._new()
            hearing.begin()

    def stop(self) -> bool:
        """Hear no more; what was heard before is handed out, and the microphone closed unless it is armed.

        Returns:
            Whether that was done within a second; else it is done afterwards, unless `start` is called before, and
            another call goes on waiting for it.
        """
        with self._lock:
            hearing = self._alive()
        return not hearing or hearing.stop(_PATIENCE)

    def close(self) -> None:
        """Stop, and close the microphone in any case."""
        with self._lock:
            self._armed = False
            hearing, self._hearing = self._alive(), None
        if hearing:
            hearing.end(_PATIENCE)

    def _alive(self) -> Hearing | None:
        return self._hearing if self._hearing and not self._hearing.over.is_set() else None

    def _new(self) -> Hearing:
        return Hearing(self._microphones, self._wanted, self._listener, self._pre_roll if self._armed else 0.0)
