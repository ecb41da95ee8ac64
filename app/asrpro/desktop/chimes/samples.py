"""What is in the files of chimes."""

from __future__ import annotations

import array
import sys
import wave
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Samples(NamedTuple):
    """16 bits each, in the order of bytes that WAV files have."""

    data: bytes
    rate: int
    channels: int


def read(path: Path, amplitude: float) -> Samples:
    """The samples of a 16-bit WAV file, at an amplitude of 0 to 1 of theirs; raises OSError or wave.Error."""
    with wave.open(str(path), "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    quieter = array.array("h", (round(sample * amplitude) for sample in samples))
    if sys.byteorder == "big":
        quieter.byteswap()
    return Samples(quieter.tobytes(), rate, channels)
