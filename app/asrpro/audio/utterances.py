"""Cuts sound into Utterances: where somebody speaks, between two silences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from asrpro.audio.vad import FRAME
from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asrpro.audio.gate import Gate
    from asrpro.audio.vad import Vad

_SECONDS = FRAME / SAMPLE_RATE
_PAUSE = 5
"""Frames over which speech is judged where an Utterance must be cut, so that a pause wins over a single dip."""


class Cutter:
    """Takes the blocks of one source in order and gives Utterances as soon as they are over.

    The rule is Silero's get_speech_timestamps, made incremental: begin at `threshold`, end when it has been below
    `threshold - 0.15`, and not back above `threshold`, for `silence`; drop what is not longer than `shortest`; keep
    `margin` on both sides. A longer Utterance is cut where speech was least likely in its second half.
    """

    def __init__(self, vad: Vad, gate: Gate) -> None:
        """Hear nothing yet; the Vad must be as new, too."""
        self._vad = vad
        self._begins = gate.threshold
        self._ends = max(gate.threshold - 0.15, 0.01)
        self._silence = math.ceil(gate.silence / _SECONDS)
        self._shortest = math.floor(gate.shortest / _SECONDS) + 1
        self._margin = round(gate.margin / _SECONDS)
        self._longest = max(4 * _PAUSE, math.floor(gate.longest / _SECONDS) - 2 * self._margin)

        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._padding = 0  # samples of the last frame that the source did not have
        self._frames: list[NDArray[np.float32]] = []  # kept audio, whole frames
        self._speech: list[float] = []  # their probabilities
        self._first = 0  # index of the first kept frame in the source
        self._began: int | None = None  # index in _frames where speech began
        self._faded: int | None = None  # index in _frames where it may have ended
        self._torn = False  # whether what began is the rest of a longer Utterance

    @property
    def settled(self) -> float:
        """Seconds of the source of which everything that was said has been given out."""
        return self._first * _SECONDS

    @property
    def speaking(self) -> bool:
        """Whether an Utterance is under way."""
        return self._began is not None

    def add(self, block: NDArray[np.float32]) -> Iterator[Audio]:
        """Hear more of the source, shape (n,) of any length; yields the Utterances that are over."""
        samples = np.concatenate([self._rest, block]) if len(self._rest) else block
        whole = len(samples) // FRAME * FRAME
        self._rest = samples[whole:].copy()
        for frame, probability in zip(
            samples[:whole].reshape(-1, FRAME), self._vad.probabilities(samples[:whole]), strict=True
        ):
            yield from self._hear(frame, float(probability))

    def end(self) -> Iterator[Audio]:
        """Hear the end of the source; yields the Utterance that it ends."""
        if len(self._rest):
            self._padding = FRAME - len(self._rest)
            yield from self.add(np.zeros(self._padding, np.float32))
        if self._began is not None:
            yield from self._over(len(self._frames) if self._faded is None else self._faded)

    def _hear(self, frame: NDArray[np.float32], probability: float) -> Iterator[Audio]:
        self._frames.append(frame)
        self._speech.append(probability)
        here = len(self._frames) - 1
        if self._began is None:
            if probability >= self._begins:
                self._began = here
            else:
                self._forget(len(self._frames) - self._margin)
            return
        if probability >= self._begins:
            self._faded = None
        elif probability < self._ends:
            self._faded = here if self._faded is None else self._faded
            if here - self._faded >= self._silence:
                yield from self._over(self._faded)
                return
        if len(self._frames) - self._began >= self._longest:
            yield from self._tear()

    def _over(self, stop: int) -> Iterator[Audio]:
        """Give out the Utterance that ended before kept frame `stop`."""
        began, kept = self._began or 0, 0
        if stop - began >= self._shortest or (self._torn and stop > began):
            kept = min(len(self._frames), stop + self._margin)
            yield self._audio(began - self._margin, kept)
        self._began, self._faded, self._torn = None, None, False
        self._forget(max(kept, len(self._frames) - self._margin))

    def _tear(self) -> Iterator[Audio]:
        """Give out the first part of an Utterance that goes on, and leave it enough to go on with."""
        began = self._began or 0
        length = len(self._frames) - began
        first, last = began + length // 2, len(self._frames) - min(length // 4, round(1 / _SECONDS))
        means = np.convolve(self._speech[first:last], np.ones(_PAUSE), "valid")
        stop = first + _PAUSE // 2 + int(np.argmin(means))
        yield self._audio(began - self._margin, stop)
        self._began, self._torn = 0, True
        if self._faded is not None:
            self._faded -= stop
        self._forget(stop)

    def _audio(self, start: int, stop: int) -> Audio:
        start = max(0, start)
        samples = np.concatenate(self._frames[start:stop])
        if stop == len(self._frames):
            samples = samples[: len(samples) - self._padding]
        return Audio(samples, (self._first + start) * _SECONDS)

    def _forget(self, count: int) -> None:
        """Drop the first kept frames."""
        if count > 0:
            del self._frames[:count]
            del self._speech[:count]
            self._first += count
