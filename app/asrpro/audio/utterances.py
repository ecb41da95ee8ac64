"""Cuts sound into Utterances: where somebody speaks, between two silences."""

from __future__ import annotations

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


class Cutter:
    """Takes the blocks of one source in order and gives Utterances as soon as they are over.

    The rule is Silero's get_speech_timestamps, made incremental: begin at `threshold`, end after `silence` below
    `threshold - 0.15`, drop what is shorter than `shortest`, keep `margin` on both sides. A longer Utterance is cut
    where speech was least likely in its second half.
    """

    def __init__(self, vad: Vad, gate: Gate) -> None:
        self._vad = vad
        self._gate = gate
        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._frames: list[NDArray[np.float32]] = []  # kept audio, whole frames
        self._speech: list[float] = []  # their probabilities
        self._first = 0  # index of the first kept frame in the source
        self._began: int | None = None  # index in _frames where speech began
        self._quiet = 0  # frames since speech was last likely

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
            yield from self.add(np.zeros(FRAME - len(self._rest), np.float32))
        if self._began is not None:
            yield from self._cut(len(self._frames) - self._quiet)

    def _hear(self, frame: NDArray[np.float32], probability: float) -> Iterator[Audio]:
        self._frames.append(frame)
        self._speech.append(probability)
        if self._began is None:
            if probability >= self._gate.threshold:
                self._began, self._quiet = len(self._frames) - 1, 0
            else:
                self._forget(len(self._frames) - _count(self._gate.margin))
            return
        self._quiet = 0 if probability >= self._gate.threshold - 0.15 else self._quiet + 1
        length = len(self._frames) - self._began
        if self._quiet >= _count(self._gate.silence):
            yield from self._cut(len(self._frames) - self._quiet)
        elif length >= _count(self._gate.longest - 2 * self._gate.margin):
            half = self._began + length // 2
            quietest = half + int(np.argmin(_smoothed(self._speech[half:])))
            yield from self._cut(quietest, goes_on=True)

    def _cut(self, stop: int, *, goes_on: bool = False) -> Iterator[Audio]:
        """Give out the Utterance that ends before kept frame `stop`, and forget what no later one needs."""
        began = self._began or 0
        margin = _count(self._gate.margin)
        if stop - began >= _count(self._gate.shortest):
            start = max(0, began - margin)
            end = stop if goes_on else min(len(self._frames), stop + margin)
            yield Audio(np.concatenate(self._frames[start:end]), (self._first + start) * _SECONDS)
        if goes_on:
            self._forget(stop)
            self._began = 0
        else:
            self._forget(min(stop + margin, len(self._frames)))
            self._began = None
            self._forget(len(self._frames) - margin)

    def _forget(self, count: int) -> None:
        """Drop the first kept frames."""
        if count > 0:
            del self._frames[:count]
            del self._speech[:count]
            self._first += count


def _count(seconds: float) -> int:
    return max(1, round(seconds / _SECONDS))


def _smoothed(values: list[float]) -> NDArray[np.float64]:
    """A moving mean over five frames, so that a pause wins over a single dip."""
    return np.convolve(values, np.ones(5) / 5, "same") if len(values) >= 5 else np.asarray(values)  # noqa: PLR2004
