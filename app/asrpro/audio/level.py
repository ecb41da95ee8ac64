"""How loud it is, for whoever looks at a meter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.domain import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Audio

FLOOR = -120.0
"""What silence is said to have, in dBFS."""
_A_SECOND = 30


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a thirtieth of a second was, in dB below full scale: 0.0 is the most, FLOOR nothing at all."""

    rms: float
    """Of a full square wave it is 0.0, of a full sine -3.0."""
    peak: float
    time: float
    """Where in the source it ends, in seconds."""


class Meter:
    """Measures one source, which it is given piece by piece."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []
        self._held = 0
        self._told = 0
        self._ended = 0

    def add(self, audio: Audio) -> Iterator[Level]:
        """Measure the next piece; yields a Level for each thirtieth of a second that is complete."""
        samples = audio.samples
        while self._held + len(samples) >= (wanted := self._next() - self._ended):
            cut = wanted - self._held
            self._parts.append(samples[:cut])
            samples = samples[cut:]
            self._told += 1
            self._ended += wanted
            yield _level(self._parts, self._ended / SAMPLE_RATE)
            self._parts, self._held = [], 0
        self._parts.append(samples)
        self._held += len(samples)

    def _next(self) -> int:
        """At which sample the next Level ends; they are 533 or 534 apart."""
        return (self._told + 1) * SAMPLE_RATE // _A_SECOND


def _level(parts: list[NDArray[np.float32]], time: float) -> Level:
    import numpy as np

    samples = np.concatenate(parts).astype(np.float64)
    return Level(_decibels(float(np.sqrt(np.mean(samples**2)))), _decibels(float(np.max(np.abs(samples)))), time)


def _decibels(amplitude: float) -> float:
    return max(FLOOR, 20 * math.log10(amplitude)) if amplitude > 0 else FLOOR
