"""Chimes through the player that comes with macOS: AppKit's sounds are made for the main thread, which never waits."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PLAYER: Final = "/usr/bin/afplay"
_PATIENCE: Final = 5.0


def play(path: Path, amplitude: float, _end: float) -> None:
    """Play a sound file to its end; raises OSError or subprocess.SubprocessError."""
    subprocess.run(command(path, amplitude), check=True, capture_output=True, timeout=_PATIENCE)


def command(path: Path, amplitude: float) -> list[str]:
    """What plays it."""
    return [_PLAYER, "--volume", f"{amplitude:.4f}", str(path)]
