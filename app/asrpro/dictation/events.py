"""What can happen to a Session; `now` is when it did, in seconds of `time.monotonic()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from asrpro.errors import AppError
    from asrpro.settings.hotkeys import KeyMode


@dataclass(frozen=True, slots=True)
class Key:
    """A hotkey that starts a Session."""

    name: str
    mode: KeyMode
    lone: bool
    """Whether it is a modifier alone, which goes on to mean what it always meant."""


@dataclass(frozen=True, slots=True)
class Press:
    """A hotkey went down."""

    now: float
    key: Key


@dataclass(frozen=True, slots=True)
class Release:
    """A hotkey came up."""

    now: float
    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another key went down while a hotkey that is a modifier alone was held."""

    now: float
    name: str


@dataclass(frozen=True, slots=True)
class Start:
    """The menu or the command line wants a Session."""

    now: float


@dataclass(frozen=True, slots=True)
class Stop:
    """The menu or the command line wants the recording to end."""

    now: float


@dataclass(frozen=True, slots=True)
class Toggle:
    """The menu or the command line wants either, whichever makes sense."""

    now: float


@dataclass(frozen=True, slots=True)
class Cancel:
    """The Session is not wanted any more."""

    now: float
    sure: bool = True
    """A key may have been hit by mistake; a menu and a command line are meant."""


@dataclass(frozen=True, slots=True)
class FirstSample:
    """The microphone gave its first sound."""

    now: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody has spoken for so many seconds: since the last speech, or since the start where there was none yet."""

    now: float
    seconds: float
    limit: float
    """Seconds after which recording ends; 0 never."""


@dataclass(frozen=True, slots=True)
class CaptureFailed:
    """No microphone can be heard, or none any more."""

    now: float
    error: AppError


@dataclass(frozen=True, slots=True)
class Plugged:
    """There is a microphone, perhaps again."""

    now: float


@dataclass(frozen=True, slots=True)
class RecognitionFailed:
    """There will be no text."""

    now: float
    error: AppError


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text is there, and it is this Session's turn: earlier ones are over."""

    now: float
    found: Literal["text", "nothing", "dropped"]
    """Dropped: there was text, and a gate held all of it back."""


@dataclass(frozen=True, slots=True)
class Handed:
    """It is known what came of the Delivery."""

    now: float
    error: AppError | None = None
    """Why the text is not where it should be."""


@dataclass(frozen=True, slots=True)
class Retry:
    """What an earlier Session recorded is to be recognised once more."""

    now: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    now: float


@dataclass(frozen=True, slots=True)
class Quit:
    """The program ends."""

    now: float


Event = (
    Press | Release | Other | Start | Stop | Toggle | Cancel | FirstSample | Silence | CaptureFailed | Plugged
    | RecognitionFailed | Recognised | Handed | Retry | Tick | Quit
)  # fmt: skip
