"""Plays chimes on a thread of its own: nobody waits for a sound system."""

from __future__ import annotations

import importlib
import logging
import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.desktop.ports import Chime

    Play = Callable[[Path, float, float], None]
    """Plays a sound file at an amplitude of 0 to 1, unless it is past a time by then; returns when it is over."""

log = logging.getLogger(__name__)

LATE: Final = 2.0
"""Seconds after which a chime says nothing any more."""


class SoundFiles:
    """Plays what lies in a folder; the output is open only while it sounds, and what cannot be heard is silence."""

    def __init__(self, folder: Path, play: Play | None = None) -> None:
        """`play` does it; without one it is done in this system's way."""
        self._folder = folder
        self._play = play
        self._wanted: queue.SimpleQueue[tuple[Chime, float, float]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def play(self, chime: Chime, volume: int) -> None:
        """Play one, as soon as those before are over; `volume` is 0 to 100. Returns at once."""
        if not volume:
            return
        if not self._thread:
            self._thread = threading.Thread(target=self._serve, name="chimes", daemon=True)
            self._thread.start()
        # Squared, the steps of a volume sound about alike.
        self._wanted.put((chime, (volume / 100) ** 2, time.monotonic() + LATE))

    def _serve(self) -> None:
        while True:
            chime, amplitude, end = self._wanted.get()
            if time.monotonic() > end:
                continue
            try:
                self._play = self._play or _way()
                self._play(self._folder / f"{chime}.wav", amplitude, end)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is but a chime
                log.debug("a chime was not heard: %s", error)


def _way() -> Play:
    """This system's, loaded when it is first needed."""
    name = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    play: Play = importlib.import_module(f"asrpro.desktop.chimes.{name}").play
    return play
