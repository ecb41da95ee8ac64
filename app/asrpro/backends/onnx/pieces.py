"""Cuts audio that is too long to be heard at once, where it is quietest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

QUIET: Final = SAMPLE_RATE // 5
"""Samples of a pause that is looked for."""
STEP: Final = SAMPLE_RATE // 100
"""Samples between the places that are compared."""
LATE: Final = 0.6
"""How much of the longest piece each has at least, so that no sentence is cut more often than it must be."""


def pieces(audio: Audio, longest: float) -> Iterator[Audio]:
    """Stretches of at most so many seconds, one after the other, cut in the middle of the quietest 0.2 s."""
    most, at = int(longest * SAMPLE_RATE), 0
    while len(audio.samples) - at > most:
        first = int(most * LATE)
        cut = first + _quietest(audio.samples[at + first : at + most])
        yield Audio(audio.samples[at : at + cut], audio.start + at / SAMPLE_RATE)
        at += cut
    yield Audio(audio.samples[at:], audio.start + at / SAMPLE_RATE)


def _quietest(samples: NDArray[np.float32]) -> int:
    """The middle of the quietest stretch, and of equal ones the last."""
    import numpy as np

    power = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    stretches = (power[QUIET:] - power[:-QUIET])[::-STEP]
    return len(samples) - QUIET // 2 - int(stretches.argmin()) * STEP
