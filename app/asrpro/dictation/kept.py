"""What is there of a Session that is over, for another try: a WAV, and what the disk has not taken of it yet."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.dictation.recording import held, read, settle
from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.dictation.intake import Intake
    from asrpro.dictation.parts import Journal
    from asrpro.dictation.recording import State
    from asrpro.domain import Audio

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a recording."""

    known: State
    """What it is called where the History tells of it."""
    unknown: State
    """What it is called where nothing else does; recording offers it at the next start."""
    remembered: bool
    """Whether the History is to tell of it."""
    days: int
    """How many days a recording is kept of which nothing is wanted any more."""

    def keeps(self, state: State) -> bool:
        """Whether what is called so is kept at all."""
        return state != "done" or self.days > 0


class Kept:
    """The recording of one Session, and of all that hear it once more; used on one thread, where nothing else is said.

    A Journal of which the disk refused something is not let go of: as long as the program lives, all is there.
    """

    def __init__(self, intake: Intake | None = None, path: Path | None = None) -> None:
        """What comes in, or else a WAV that is there, of an earlier run of the program; wait for nothing yet."""
        self.gone = False
        """Whether there is nothing any more; from any thread."""
        self._intake = intake
        self._journal: Journal | None = None
        self._path = path
        self._state: State = "recording"
        self._hold: contextlib.ExitStack | None = None

    @property
    def path(self) -> Path | None:
        """The WAV; None where there is none."""
        return None if self.gone else self._journal.path if self._journal else self._path

    @property
    def waits(self) -> bool:
        """Whether something waits for the disk."""
        return self._journal is not None

    def finish(self) -> None:
        """Wait until the Journal has all that was heard."""
        if self._intake is not None:
            self._intake.finish()
            self._journal, self._intake = self._intake.journal, None
            self.gone = self._journal is None

    def settle(self, state: State, *, keep: bool) -> None:
        """Say what has become of it; where the disk does not take all of what is to be kept, that waits."""
        self.finish()
        self._state = state
        if keep and state != "done" and not self.rescued():
            log.info("a recording is held in memory until the disk takes it")
            return
        if self._journal is not None:
            self._let_go(self._journal, keep=keep)

    def rescued(self) -> bool:
        """Try to write what the disk refused; whether nothing waits any more."""
        if self._journal is not None and self._journal.rescue():
            self._let_go(self._journal, keep=True)
        return self._journal is None

    def opened(self) -> Path | Audio:
        """All of it, which nobody else may touch until `closed`. Raises AppError."""
        self.rescued()
        if self._journal is not None:
            return self._journal.audio()
        path = self._path
        if path is None or not path.exists():
            self.gone = True
            raise SourceError(_("The recording is no longer there."), _("Dictate it again."))
        stack = contextlib.ExitStack()
        if not stack.enter_context(held(path)):
            stack.close()
            raise SourceError(_("Another ASR Pro is at work on this recording."), _("Try again when it is done."))
        self._hold = stack
        return path

    def closed(self, *, done: bool, keep: bool) -> None:
        """Let others touch it again; `done` is whether it has become text, and `keep` whether it stays then."""
        if done:
            self._state = "done"
            if self._journal is not None:
                self._let_go(self._journal, keep=keep)
            elif self._hold is not None and self._path is not None:
                settle(read(self._path), "done", keep=keep)
                self.gone = not keep
        if self._hold is not None:
            self._hold.close()
            self._hold = None

    def leave(self) -> None:
        """Let go of what waits for the disk, of which only what it has taken is left."""
        if self._journal is not None:
            self._let_go(self._journal, keep=True)

    def _let_go(self, journal: Journal, *, keep: bool) -> None:
        journal.settle(self._state, keep=keep)
        self._journal, self._path = None, journal.path
        self.gone = not keep or self._path is None or not self._path.exists()
