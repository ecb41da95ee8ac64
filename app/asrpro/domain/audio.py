"""Mono float32 samples at 16 kHz and the time they start at; the only audio type inside the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples per second of every Audio."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A stretch of sound. An Utterance is an Audio that lies between two silences."""

    samples: NDArray[np.float32]
    """Shape (n,), full scale is -1.0 to 1.0."""

    start: float = 0.0
    """Seconds from the beginning of the source to the first sample."""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / SAMPLE_RATE

    @property
    def end(self) -> float:
        """Seconds from the beginning of the source to just after the last sample."""
        return self.start + self.duration

    def pieces(self, samples: int) -> Iterator[Audio]:
        """Stretches of this many samples one after the other; the last one may be shorter."""
        for at in range(0, len(self.samples), samples):
            yield Audio(self.samples[at : at + samples], self.start + at / SAMPLE_RATE)

    @staticmethod
    def join(parts: Sequence[Audio]) -> Audio:
        """One Audio of the samples of all parts (at least one) in order, starting where the first does."""
        if len(parts) == 1:
            return parts[0]
        # Imported here: the command line and the tray pass Audio along without ever needing numpy themselves.
        import numpy as np

        return Audio(np.concatenate([part.samples for part in parts]), parts[0].start)
