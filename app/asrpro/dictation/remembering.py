"""What is kept of Sessions that are over, and how it is had again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.dictation.ending import entry, fate
from asrpro.dictation.kept import Kept
from asrpro.dictation.memory import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.dictation.memory import Memory
    from asrpro.dictation.parts import Parts
    from asrpro.dictation.session import Session
    from asrpro.domain import Audio

RESCUE = 20.0
"""Seconds after which the disk is asked once more to take what it has refused."""


class Remembering:
    """Gives what Sessions leave to Memory, and takes it back for another try; used on the owner's thread."""

    def __init__(self, parts: Parts, memory: Memory, changed: Callable[[], None]) -> None:
        """`changed` is called when it is known what is there."""
        self._parts = parts
        self._memory = memory
        self._changed = changed

    def settle(self, session: Session) -> None:
        """Remember what came of it, and decide about its recording."""
        privacy = self._parts.settings().privacy
        session.row = row = Row(entry(session))
        ends = fate(session, privacy)
        if session.kept is not None:
            self._memory.close_again(session.kept, row, ends)
        elif session.seconds and session.intake is not None:
            session.kept = kept = Kept(session.intake)
            self._memory.settle(kept, ends, row, self._told(kept))
        elif privacy.keep_history:
            self._memory.add(row)

    def let_go(self, session: Session, *, keep: bool) -> None:
        """Let the next start find the recording, or nobody."""
        if session.kept is not None:
            self._memory.close_again(session.kept)
        elif session.intake is not None:
            kept = Kept(session.intake)
            self._memory.leave(kept, self._told(kept), keep=keep)

    def open(self, kept: Kept, begin: Callable[[Path | Audio], None], failed: Callable[[Exception], None]) -> None:
        """Have a recording again, which may still be on its way to the disk; the callbacks come later."""
        post = self._parts.post

        def work() -> None:
            try:
                source = kept.opened()
            except Exception as error:  # noqa: BLE001 - it is told, and logged where it is a fault
                fault = error
                post(lambda: failed(fault))
            else:
                post(lambda: begin(source))

        self._memory.do(work)

    def _told(self, kept: Kept) -> Callable[[bool], None]:
        """Ask again after a while whether the disk takes what it has refused."""

        def later(waits: bool) -> None:  # noqa: FBT001 - told so by Memory
            if waits:
                again = self._parts.now() + RESCUE
                self._parts.call_at(again, lambda: self._memory.rescue(kept, told))
            self._changed()

        def told(waits: bool) -> None:  # noqa: FBT001
            self._parts.post(lambda: later(waits))

        return told


def can_insert(session: Session) -> bool:
    """Whether there is text that a gate held back."""
    return not session.spent and session.result is not None and bool(session.result.transcript.dropped)
