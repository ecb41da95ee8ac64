"""One opening of one microphone: what it gives, and whether that is anything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from asrpro.audio.mono import Mono

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asrpro.audio.microphone import Microphone
    from asrpro.audio.streams import Stream

NOTHING = 2.0
"""Seconds without a block after which a microphone is given up."""
ZEROS, ZEROS_WIRELESS, ZEROS_LATER = 1.0, 3.0, 3.0
"""Seconds of exact zeros that are taken for no sound: from the beginning on, also over Bluetooth, and later."""


class Tap:
    """A microphone that is open."""

    def __init__(self, microphone: Microphone, stream: Stream) -> None:
        self.microphone = microphone
        self.stream = stream
        self._mono = self._new_mono()
        self._last = time.monotonic()

    @property
    def patience(self) -> float:
        """Seconds for which the next block may be waited for; not above 0 when it is given up."""
        return self._last + NOTHING - time.monotonic()

    def add(self, data: bytes) -> NDArray[np.float32]:
        """Take a block; returns what is ready, shape (n,) at 16 kHz."""
        self._last = time.monotonic()
        return self._mono.add(data)

    def cut(self) -> NDArray[np.float32]:
        """Return what was held back, shape (n,) at 16 kHz, and go on as if just opened."""
        held, self._mono = self._mono.end(), self._new_mono()
        return held

    def afresh(self) -> None:
        """Judge it by what comes from now on."""
        self._mono.zeros, self._mono.sounded = 0.0, False
        self.stream.overflows = 0

    @property
    def mute(self) -> bool:
        """Whether it has given nothing but zeros for longer than any microphone does."""
        first = ZEROS_WIRELESS if self.microphone.bluetooth else ZEROS
        return self._mono.zeros >= (ZEROS_LATER if self._mono.sounded else first)

    @property
    def sounded(self) -> bool:
        """Whether it ever gave anything else."""
        return self._mono.sounded

    def _new_mono(self) -> Mono:
        return Mono(self.stream.inlet.rate, self.stream.inlet.channels)
