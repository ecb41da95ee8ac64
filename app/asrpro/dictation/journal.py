"""The Audio of a Session on disk while it is being spoken."""

from __future__ import annotations

import errno
import logging
import os
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import FileIO
from typing import TYPE_CHECKING, Self

from asrpro.dictation import pcm
from asrpro.dictation.recording import Facts, Recording, State, facts_file, lock, name, release, settle, store
from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import BaseFileLock

    from asrpro.domain import Audio

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds of speech that a power cut may cost."""

_NAMES = 1000
"""Recordings that may begin in one second."""

_down = getattr(os, "fdatasync", os.fsync)
"""Waits until the disk has what a file holds; on macOS and Windows there is only the slower one."""


class Journal:
    """A recording in the making; one thread writes it, any other may ask for it.

    What `write` was given is with the system when it returns (0.15 ms), so it outlives the death of the program; a
    second later it is on the disk itself, so it outlives a power cut. The latter takes as long as the disk likes, and
    has a thread of its own. Whatever the disk refuses is held in memory, and so is what may not have reached it yet:
    nothing is lost while the program lives.

    Other programs leave it alone until it is settled, or this program has died; then it is an interrupted one.
    """

    def __init__(self, folder: Path, facts: Facts, on_notice: Callable[[str], None]) -> None:
        """Touch no disk yet."""
        self.facts = facts
        self._folder = folder
        self._on_notice = on_notice
        self._file: FileIO | None = None
        self._path: Path | None = None
        self._lock: BaseFileLock | None = None
        self._memory = bytearray()
        """All from byte `_safe` on, which is what a sync that fails may lose."""
        self._safe = 0
        """Bytes of sound that are on the disk itself."""
        self._at = 0
        """Bytes of sound that are with the system."""
        self._refused = False
        self._notice = ""
        """What is still to be said, with nothing locked."""
        self._told = False
        """Whether the facts are on disk."""
        self._guard = threading.RLock()
        """For everything above; never held while a sync is waited for."""
        self._syncing = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sync_on, name="journal", daemon=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        on_notice: Callable[[str], None],
        *,
        model: str = "",
        language: str | None = None,
        source: str = "",
    ) -> Self:
        """Begin a recording, named by the time in UTC; what is there is never overwritten.

        Args:
            folder: made if need be, for the user's eyes only.
            on_notice: told once, on any thread, when the disk refuses something and how much it has; and once more
                when it does so again after a rescue.
            model: id of the Model that is to hear it.
            language: ISO 639-1 code of what is spoken, where that is known.
            source: title of the window that is dictated into.
        """
        facts = Facts(created=datetime.now(UTC), model=model, language=language, source=source)
        journal = cls(folder.absolute(), facts, on_notice)
        journal._put()
        journal._say()
        journal._thread.start()
        return journal

    @property
    def path(self) -> Path | None:
        """The WAV; None as long as nothing can be written to its folder."""
        return self._path

    @property
    def seconds(self) -> float:
        """How much was written, to disk or memory."""
        with self._guard:
            return (self._safe + len(self._memory)) / pcm.BYTE_RATE

    def write(self, audio: Audio) -> None:
        """Append; never fails over the disk, and waits for it only where the system does.

        Raises:
            ValueError: it is closed.
        """
        if self._over.is_set():
            raise ValueError("the journal is closed")
        data = pcm.packed(audio)
        with self._guard:
            self._memory += data
            if not self._refused:
                self._put()
        self._say()

    def close(self) -> None:
        """Write no more; the last second goes to the disk in its own time. A second call does nothing."""
        if not self._over.is_set():
            if self._refused:
                self.rescue()
            self._over.set()

    def audio(self) -> Audio:
        """All that was written, until it is settled.

        Raises:
            SourceError: the disk does not give back what it took.
        """
        with self._guard:
            kept = b""
            with suppress(OSError):
                kept = self._read()
            if len(kept) != self._safe:
                raise SourceError(
                    _("The beginning of this dictation cannot be read from the disk."), _("Is its disk still there?")
                )
            return pcm.unpacked(kept + self._memory)

    def rescue(self) -> bool:
        """Try again to write what was refused; waits for the disk. Whether all of it is there now."""
        with self._guard:
            said, self._refused = self._refused, False
            self._put(quietly=said)
        self._sync(quietly=said)
        self._say()
        with self._guard:
            return not self._refused

    def settle(self, state: State, *, keep: bool = True) -> None:
        """Say what has become of it, and let go of it; waits for the disk.

        What memory alone holds is gone then. Without `keep` the recording is removed; one without sound is in any case.
        """
        self.close()
        self._thread.join()
        with self._guard:
            if self._path is None or self._file is None or self._lock is None:
                return
            self.facts = replace(self.facts, state=state)
            self._file.close()
            settle(Recording(self._path, self.facts), state, keep=keep and self._at > 0)
            release(self._lock, self._path)
            self._file = self._lock = None

    def _put(self, *, quietly: bool = False) -> None:
        """Hand to the system what it does not have yet: sound first, then the header that tells of it."""
        try:
            file = self._file or self._begun()
            file.seek(pcm.HEADER + self._at)
            try:
                left = bytes(self._memory[self._at - self._safe :])
                while left:
                    taken = file.write(left)
                    self._at += taken
                    left = left[taken:]
            finally:
                file.seek(0)
                file.write(pcm.header(self._at))
        except OSError as error:
            self._refuse(error, quietly=quietly)

    def _begun(self) -> FileIO:
        """The file of a new recording, which nobody else has. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)
        first = name(self.facts.created)
        for number in range(1, _NAMES):
            path = self._folder / f"{first if number == 1 else f'{first}-{number}'}.wav"
            own = lock(path)
            with suppress(TimeoutError):  # somebody makes one of that name right now
                own.acquire()
                try:
                    if not facts_file(path).exists():
                        self._file = FileIO(path, "x+", opener=partial(os.open, mode=0o600))
                        self._path, self._lock = path, own
                        return self._file
                except FileExistsError:
                    pass
                finally:
                    if self._lock is not own:
                        release(own, path)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _refuse(self, error: OSError, *, quietly: bool) -> None:
        self._refused = True
        if quietly:
            return
        log.info("the recording of a dictation is held in memory", exc_info=error)
        text = _("This dictation is held in memory, because {folder} cannot be written: {reason}.")
        if self._at >= pcm.BYTE_RATE:
            text = _(
                "The first {time} of this dictation are on disk, and what follows is held in memory, "
                "because {folder} cannot be written: {reason}."
            )
        minutes, seconds = divmod(self._at // pcm.BYTE_RATE, 60)
        time = f"{minutes}:{seconds:02d}"
        self._notice = text.format(time=time, folder=self._folder, reason=error.strerror or error)

    def _say(self) -> None:
        with self._guard:
            notice, self._notice = self._notice, ""
        if notice:
            self._on_notice(notice)

    def _read(self) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(pcm.HEADER)
        found = bytearray()
        while len(found) < self._safe and (more := self._file.read(self._safe - len(found))):
            found += more
        return bytes(found)

    def _sync_on(self) -> None:
        """Bring to the disk, time and again, what is with the system."""
        over = False
        while not over:
            self._sync()
            self._say()
            over = self._over.wait(EVERY)
        self._sync()
        self._say()

    def _sync(self, *, quietly: bool = False) -> None:
        with self._syncing:
            with self._guard:
                file, path, at = self._file, self._path, self._at
                tell = not (self._told or self._refused)
            if file is None or path is None:
                return
            if tell:
                self._tell(path)
            if at == self._safe:
                return
            try:
                _down(file.fileno())
            except OSError as error:
                with self._guard:
                    self._at = self._safe  # nobody knows how much of the rest is there
                    self._refuse(error, quietly=quietly)
                return
            with self._guard:
                del self._memory[: at - self._safe]
                self._safe = at

    def _tell(self, path: Path) -> None:
        """Store the facts, and the names of all files; without them the sound can still be recovered."""
        try:
            store(Recording(path, self.facts))
        except OSError:
            log.info("the facts of a recording could not be written", exc_info=True)
            return
        self._told = True
        with suppress(OSError):  # Windows keeps names without being told
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
