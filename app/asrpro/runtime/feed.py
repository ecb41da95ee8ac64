"""Audio on its way to a stream; filled by one thread, emptied by the Lane's."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from asrpro.domain import Audio

if TYPE_CHECKING:
    from collections.abc import Callable


class Feed:
    """What a microphone has heard and an Engine has not."""

    def __init__(self) -> None:
        self.on_change: Callable[[], None] = lambda: None
        """Called whenever there is something to do; the Job that listens sets it."""
        self._waiting: deque[Audio] = deque()
        self._ended = False

    def put(self, audio: Audio) -> None:
        """Add a block."""
        self._waiting.append(audio)
        self.on_change()

    def end(self) -> None:
        """Say that no more comes."""
        self._ended = True
        self.on_change()

    def take(self) -> tuple[Audio | None, bool]:
        """All that waits, as one block (None when nothing does), and whether it is the last."""
        ended = self._ended  # asked first: what was put before the end is then surely taken with it
        blocks = [self._waiting.popleft() for _count in range(len(self._waiting))]
        return (Audio.join(blocks) if blocks else None), ended
