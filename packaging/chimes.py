"""Makes the chimes in resources/sounds: python packaging/chimes.py [FOLDER]."""

from __future__ import annotations

import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE: Final = 48_000
PEAK: Final = 0.35
"""Of full scale: -9 dBFS, before the volume of the settings."""
CHIMES: Final = {"start": (659.26, 880.0), "end": (880.0, 659.26), "cancel": (659.26, 523.25)}
"""Two notes each, in Hz: E5 and A5 rise to begin with, fall in the end; E5 and C5 fall lower.

The speech gate takes none of them for a voice.
"""
PARTIALS: Final = ((1, 1.0, 0.050), (2, 0.22, 0.025), (3, 0.06, 0.012))
"""What a note sounds of: multiples of its pitch, their strengths, and the seconds in which each fades to a third."""
SECOND: Final = 0.055
"""Seconds until the second note begins."""
WHOLE: Final = 0.140
"""Seconds of both."""
RISE: Final = 0.006
"""Seconds in which a note comes."""
FALL: Final = 0.030
"""Seconds in which everything goes: nothing clicks."""


def chime(notes: tuple[float, ...]) -> NDArray[np.int16]:
    """Two soft notes, one into the other; shape (6720,) at 48 kHz."""
    time = np.arange(round(WHOLE * RATE)) / RATE
    sound = sum(_note(pitch, time - number * SECOND) for number, pitch in enumerate(notes))
    sound = sound * _slope((WHOLE - 1 / RATE - time) / FALL)
    return np.rint(sound * (PEAK * 32767 / np.abs(sound).max())).astype(np.int16)


def _note(pitch: float, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """One note that begins at 0."""
    since = np.maximum(time, 0.0)
    struck = sum(
        strength * np.sin(2 * np.pi * pitch * times * since) * np.exp(-since / fading)
        for times, strength, fading in PARTIALS
    )
    return struck * _slope(since / RISE)


def _slope(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 to 1 without a corner."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0.0, 1.0))


def main(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in CHIMES.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(chime(notes).astype("<i2").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "resources" / "sounds")
