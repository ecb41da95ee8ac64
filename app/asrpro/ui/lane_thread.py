"""The thread that serves the Lane in the tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QThread

if TYPE_CHECKING:
    from collections.abc import Callable


class LaneThread(QThread):
    """Runs one function, which ends when the Lane is stopped."""

    def __init__(self, serve: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("lane")
        self._serve = serve
        self.start()

    def run(self) -> None:
        """Serve."""
        self._serve()

    def join(self) -> None:
        """Wait for its end."""
        self.wait()
