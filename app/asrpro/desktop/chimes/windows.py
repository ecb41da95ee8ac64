"""Chimes through Windows's own PlaySound."""

from __future__ import annotations

import io
import sys
import wave
from typing import TYPE_CHECKING

from asrpro.desktop.chimes.samples import read

if TYPE_CHECKING:
    from pathlib import Path


def play(path: Path, amplitude: float, _end: float) -> None:
    """Play a sound file to its end; raises RuntimeError, OSError or wave.Error."""
    sound = whole_file(path, amplitude)
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(sound, winsound.SND_MEMORY | winsound.SND_NODEFAULT)


def whole_file(path: Path, amplitude: float) -> bytes:
    """A WAV file of the same sound at another amplitude, for PlaySound knows no volume."""
    data, rate, channels = read(path, amplitude)
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(data)
    return made.getvalue()
