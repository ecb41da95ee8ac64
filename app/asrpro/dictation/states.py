"""What a Session can be in.

Idle ── Arming ── Recording ── Finishing ── Delivering ── Done, and beside them Cancelled, Failed and Interrupted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from asrpro.dictation.events import Key
    from asrpro.errors import AppError


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing has happened yet, or nothing that leaves a trace."""


@dataclass(frozen=True, slots=True)
class Arming:
    """A modifier alone is held, perhaps for what it always meant; the microphone is open."""

    key: Key
    since: float
    first: float | None = None
    """When the first sound came."""
    error: AppError | None = None
    """Why no microphone can be heard."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is spoken is kept and recognised."""

    key: Key | None
    """What started it; None for the menu and the command line."""
    since: float
    held: bool
    first: float | None = None
    """When the first sound came; people are told that they are heard from then on."""
    asked: float | None = None
    """When the key that cancels was pressed in a long recording, and has to be once more."""
    tapped: bool = False
    """Whether a modifier alone was pressed once more, and its release will end the recording."""
    error: AppError | None = None
    """Why there will be no text; recording goes on for the sake of a later try."""
    unheard: bool = False
    """Whether there is no microphone any more; one that comes is heard, and else what was spoken before waits for the
    key to come up."""


@dataclass(frozen=True, slots=True)
class Finishing:
    """The microphone is closed, and the rest of the text is awaited, or the turn of this Session."""

    since: float


@dataclass(frozen=True, slots=True)
class Delivering:
    """The text is on its way."""

    since: float


@dataclass(frozen=True, slots=True)
class Done:
    """It went as it should."""

    outcome: Literal["delivered", "nothing heard", "dropped"]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nobody wanted it; what was spoken is kept for a later try."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It went wrong; what was spoken is kept for a later try."""

    error: AppError


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program ended first; what was spoken is offered at the next start."""


State = Idle | Arming | Recording | Finishing | Delivering | Done | Cancelled | Failed | Interrupted


def is_over(state: State) -> bool:
    """Whether nothing can become of it any more."""
    return isinstance(state, Done | Cancelled | Failed | Interrupted)
