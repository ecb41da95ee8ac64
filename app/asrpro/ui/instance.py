"""One program for each user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from asrpro.dictation.remote import LOCK

if TYPE_CHECKING:
    from pathlib import Path


class Instance:
    """The claim to be the one program. That of a process which ended without a word counts no more."""

    def __init__(self, folder: Path) -> None:
        self._lock = QLockFile(str(folder / LOCK))
        self._lock.setStaleLockTime(0)  # however long it runs

    def claim(self) -> bool:
        """Whether we are the one now."""
        return self._lock.tryLock(0)

    def release(self) -> None:
        """Let another one be it."""
        self._lock.unlock()
