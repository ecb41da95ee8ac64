"""What a dictation is made of: everything that `Dictation` is given, each as small as it is needed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.desktop.ports import Chord, Delivery, Focus, Hotkeys, KeyEvent
    from asrpro.dictation.ledger import Times
    from asrpro.dictation.profile import MakeRequest, Profile
    from asrpro.domain import Audio, Result, Segment
    from asrpro.history.store import History
    from asrpro.runtime.job import Priority
    from asrpro.settings.tree import Settings
    from asrpro.transcription.request import Request


class Level(Protocol):
    """How loud it is right now."""

    @property
    def rms(self) -> float:
        """The mean, in dBFS."""
        ...

    @property
    def peak(self) -> float:
        """The loudest sample, in dBFS."""
        ...


class Capture(Protocol):
    """A microphone that is heard; it opens on a thread of its own."""

    def start(self) -> None:
        """Open it; returns at once."""
        ...

    def stop(self) -> bool:
        """Hand out all that was heard, and close it unless it is armed; takes a second at most.

        Returns whether that is done; another call goes on waiting for it.
        """
        ...

    def arm(self) -> None:
        """Keep it open from now on, and in memory what it hears before `start`; does nothing without a pre-roll."""
        ...

    def close(self) -> None:
        """Stop, and close it in any case; may take a second."""
        ...


class OpenCapture(Protocol):
    """Makes a Capture; all callbacks come on its own thread."""

    def __call__(
        self,
        wanted: str,
        *,
        on_audio: Callable[[Audio], None],
        on_level: Callable[[Level], None],
        on_notice: Callable[[str], None],
        on_failure: Callable[[Exception], None],
        pre_roll: float,
    ) -> Capture:
        """Make one of the wanted microphone, "" for the default one, with so many seconds from before the start."""
        ...


class Journal(Protocol):
    """The audio of a Session on disk while it is being spoken."""

    @property
    def path(self) -> Path | None:
        """The WAV; None where the disk takes nothing."""
        ...

    def write(self, audio: Audio) -> None:
        """Append a block."""
        ...

    def rescue(self) -> bool:
        """Write what the disk refused; waits for it. Whether all is there."""
        ...

    def audio(self) -> Audio:
        """All that was written; raises AppError."""
        ...

    def settle(self, state: Literal["recording", "done", "cancelled", "failed"], *, keep: bool = True) -> None:
        """Write no more and say what has become of it; "recording" offers it at the next start. Waits for the disk."""
        ...


class Running(Protocol):
    """Recognition under way."""

    def cancel(self) -> None:
        """Want nothing of it any more; it tells nothing from then on."""
        ...


class Recogniser(Running, Protocol):
    """Recognition of what is being spoken."""

    def hear(self, audio: Audio) -> None:
        """Take a block; from any thread, without waiting."""
        ...

    def end(self) -> None:
        """Recognise the rest: no more comes. From any thread, without waiting."""
        ...


class Recognise(Protocol):
    """Begins recognition, and with it to load the Model; all callbacks come on other threads."""

    def __call__(  # noqa: PLR0913 - all but two say who is told what
        self,
        request: Request,
        *,
        priority: Priority,
        on_partial: Callable[[str], None],
        on_segment: Callable[[Segment], None],
        on_silence: Callable[[float], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Recogniser:
        """Begin; `on_silence` tells how many seconds nobody has spoken, since the start where nobody has yet."""
        ...


class TranscribeFile(Protocol):
    """Begins recognition of a recording; all callbacks come on other threads."""

    def __call__(
        self,
        path: Path,
        request: Request,
        *,
        priority: Priority,
        on_segment: Callable[[Segment], None],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> Running:
        """Begin; what is more urgent passes it."""
        ...


class Ledger(Protocol):
    """Remembers how long dictations took; no text."""

    def add(self, times: Times) -> None:
        """Keep the times of one Session; may wait for the disk."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The world as `Dictation` needs it."""

    now: Callable[[], float]
    """Seconds of `time.monotonic()`."""
    post: Callable[[Callable[[], None]], None]
    """Calls a function soon, on the owner's thread and in order; from any thread."""
    call_at: Callable[[float, Callable[[], None]], None]
    """Calls a function at this time or later, on the owner's thread."""
    settings: Callable[[], Settings]
    """As they are now."""
    request: MakeRequest
    microphone: Callable[[Settings], str]
    """Which microphone is wanted; "" for the system's default."""
    chord: Callable[[str], Chord]
    """What keys mean; raises SettingsError where they mean nothing."""
    key_of: Callable[[str], str]
    """By the name of a Binding, as in "retry", its key for people; empty where none does that."""
    taken: Callable[[], bool]
    """Whether a menu of ours has the keyboard: what is pressed beside it reaches no window."""
    hotkeys: Callable[[Callable[[KeyEvent], None]], Hotkeys]
    """Has its listener told on any thread."""
    focus: Focus
    delivery: Delivery
    capture: OpenCapture
    journal: Callable[[Profile, Callable[[str], None]], Journal]
    """Begins one, on the thread of the microphone; notices come on any thread."""
    recognise: Recognise
    transcribe_file: TranscribeFile
    history: Callable[[], History]
    ledger: Ledger
