"""What a capture hands out, and to whom."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.audio.level import Level, Meter
from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.errors import AppError

LONGEST = SAMPLE_RATE // 50
"""Samples of the longest block that is handed out: 20 ms."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what; the capture thread calls, and waits for it."""

    on_audio: Callable[[Audio], None]
    on_level: Callable[[Level], None]
    on_notice: Callable[[str], None]
    on_failure: Callable[[AppError], None]


class Heard:
    """Numbers what is heard from the beginning of a dictation on; before, keeps the last of it in mind."""

    def __init__(self, listener: Listener, pre_roll: float) -> None:
        """`pre_roll` is how many seconds are kept."""
        self.recording = False
        """Whether a dictation is under way."""
        self._listener = listener
        self._most = round(pre_roll * SAMPLE_RATE)
        self._ring: deque[NDArray[np.float32]] = deque()
        self._kept = 0
        self._samples = 0
        self._meter = Meter()

    def begin(self) -> None:
        """Begin a dictation with what was kept."""
        self.recording, self._samples, self._meter = True, 0, Meter()
        surplus = self._kept - self._most
        ring = [*self._ring]
        self.forget()
        for number, part in enumerate(ring):
            self.add(part[max(surplus, 0) :] if number == 0 else part)

    def end(self) -> None:
        """End the dictation."""
        self.recording = False

    def forget(self) -> None:
        """Keep nothing of what was."""
        self._ring.clear()
        self._kept = 0

    def add(self, samples: NDArray[np.float32]) -> None:
        """Hand out what was heard next, shape (n,) at 16 kHz, or keep it."""
        if not len(samples):
            return
        if not self.recording:
            self._keep(samples)
            return
        audio = Audio(samples, self._samples / SAMPLE_RATE)
        self._samples += len(samples)
        for piece in audio.pieces(LONGEST):
            self._listener.on_audio(piece)
        for level in self._meter.add(audio):
            self._listener.on_level(level)

    def _keep(self, samples: NDArray[np.float32]) -> None:
        self._ring.append(samples)
        self._kept += len(samples)
        while self._ring and self._kept - len(self._ring[0]) >= self._most:
            self._kept -= len(self._ring.popleft())
