"""What a microphone gives, made into what the program works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.domain import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Mono:
    """Turns samples of any rate and number of channels into one channel at 16 kHz."""

    def __init__(self, rate: int, channels: int) -> None:
        import soxr

        self._rate = rate
        self._channels = channels
        self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, vr=True) if rate != SAMPLE_RATE else None
        # Variable rate because it holds back 10 ms where the quickest other way holds back 30; the filter is as good.
        self.zeros = 0.0
        """Seconds for which all has been exactly zero, up to now."""
        self.sounded = False
        """Whether there was ever anything else."""

    def add(self, data: bytes) -> NDArray[np.float32]:
        """Take interleaved float32 samples, shape (n * channels,); returns what is ready, shape (m,)."""
        import numpy as np

        samples = np.frombuffer(data, np.float32)
        mono = samples if self._channels == 1 else samples.reshape(-1, self._channels).mean(axis=1)
        if mono.any():
            self.zeros, self.sounded = 0.0, True
        else:
            self.zeros += len(mono) / self._rate
        return self._resampled(mono, last=False)

    def end(self) -> NDArray[np.float32]:
        """Return what was held back; nothing is added after that."""
        import numpy as np

        return self._resampled(np.zeros(0, np.float32), last=True)

    def _resampled(self, mono: NDArray[np.float32], *, last: bool) -> NDArray[np.float32]:
        if not self._resampler:
            return mono
        resampled: NDArray[np.float32] = self._resampler.resample_chunk(mono, last=last)
        return resampled
