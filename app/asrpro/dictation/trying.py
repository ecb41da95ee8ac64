"""What gave no text is heard once more: which Session that is, in this run of the program or an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.dictation.kept import Kept
from asrpro.dictation.profile import resolve_again
from asrpro.dictation.session import Session
from asrpro.dictation.states import Cancelled, Failed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asrpro.dictation.parts import Parts
    from asrpro.dictation.session import Owner

TRIED_AGAIN: Final = 10
"""How many that gave no text can be tried again after the last one; the history has all of them."""


def to_try(session: Session | None) -> Session | None:
    """The last one up to this whose recording gave no text."""
    while session is not None and not _may_be_tried(session):
        session = session.before
    return session


def follow(session: Session, last: Session | None) -> None:
    """Have it know those before it that may be tried again, but not all since the program began."""
    session.before = to_try(last)
    one: Session | None = session
    for _step in range(TRIED_AGAIN):
        one = to_try(one.before) if one else None
    if one:
        one.before = None


def another(parts: Parts, owner: Owner, earlier: Session) -> Session:
    """One that hears what an earlier one recorded, by the settings of now; that is not to be tried any more."""
    earlier.spent = True
    settings = parts.settings()
    session = Session(parts, owner, earlier.key)
    session.kept, session.again = earlier.kept, True
    session.profile = resolve_again(
        settings,
        earlier.key,
        parts.request,
        microphone=earlier.profile.microphone if earlier.profile else parts.microphone(settings),
        target=parts.focus.target(),
    )
    return session


def of_earlier_run(parts: Parts, owner: Owner, recordings: Sequence[Path]) -> Session | None:
    """The last Session of an earlier run of the program that left these, the newest first; None where none are."""
    before: Session | None = None
    for path in reversed(recordings):
        session = Session(parts, owner)
        session.state, session.kept, session.before = Cancelled(), Kept(path=path), before
        before = session
    return before


def _may_be_tried(session: Session) -> bool:
    ended = isinstance(session.state, Cancelled | Failed) and not session.spent and not session.text
    return ended and session.kept is not None and not session.kept.gone
