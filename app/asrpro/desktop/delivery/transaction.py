"""One paste, from the chord to the clipboards' return: what is known of it, and what is to be done about it.

A text counts as read when the window it was meant for takes it after the chord. Programs that watch the clipboard take
every text that comes by; they are told by who they are where the desktop says it, and else by having been too early.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from asrpro.desktop.delivery.clipboards import Read

PATIENCE = 1.5
"""Seconds after the chord at which the user is told that nobody took the text."""
QUIET = 0.2
"""Seconds without another read until the clipboards return: Chromium reads twice, milliseconds apart."""
UNSURE_QUIET = 1.0
"""The same where the desktop tells who reads, and it is not known who should: the window may be yet to come."""
LONGEST = 8.0
"""Seconds after the chord at which the clipboards return in any case."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of one paste; times are seconds of `time.monotonic()`."""

    sent: float
    """When the chord was sent."""
    reader: int | None = None
    """The only one whose reads count; None where the desktop does not tell who reads."""
    watchers: frozenset[int] = frozenset()
    """Who is known to read whatever comes by."""
    first: float | None = None
    """When it was first read."""
    last: float | None = None
    quiet: float = QUIET
    """Seconds without another read until the clipboards return."""
    told: Literal["", "not read", "read"] = ""
    """What the user was last told."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now."""

    act: Literal["tell read", "tell not read", "restore", "wait"]
    seconds: float = 0.0
    """How long to wait until looking again, unless something happens."""


def with_read(state: State, read: Read) -> State:
    """The state after a read, which may be nobody's that counts."""
    early = read.time < state.sent
    stranger = state.reader is not None and read.reader != state.reader
    watcher = state.reader is None and read.reader in state.watchers
    if early or stranger or watcher:
        return state
    unsure = state.reader is None and read.reader is not None
    quiet = UNSURE_QUIET if unsure else QUIET
    return replace(state, first=state.first or read.time, last=read.time, quiet=quiet)


def evaluate(state: State, now: float) -> Due:
    """What is to be done at a time; to be asked again after each deed, and after each read."""
    if state.first is not None and state.told != "read":
        return Due("tell read")
    if state.first is None and not state.told and now >= state.sent + PATIENCE:
        return Due("tell not read")
    end = state.sent + LONGEST
    if state.last is not None:
        end = min(end, state.last + state.quiet)
    if now >= end:
        return Due("restore")
    if state.first is None and not state.told:
        end = min(end, state.sent + PATIENCE)
    return Due("wait", end - now)
