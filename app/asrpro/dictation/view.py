"""What there is to show of dictation, for a tray, an overlay and a command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QUIET = -120.0
"""dBFS of no sound at all."""

Shown = Literal["idle", "opening", "recording", "finishing", "delivering", "cancelled", "failed"]
"""Opening: the microphone is not heard yet. Recording: speak, you are heard. Cancelled and failed stay until something
new begins."""


How = Literal[
    "pasted", "sent", "typed", "copied", "not read", "nothing heard", "dropped", "cancelled", "failed"
]  # fmt: skip
"""What a Session came to. Pasted: the window has read it. Sent: this desktop does not tell whether it has. Not read:
nobody took it, and it is on the clipboard. Dropped: there is text, and a gate held all of it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What came of the Session that ended last."""

    number: int
    """It is another one where this is another number."""
    how: How
    into: str = ""
    """What people call the program that the text went to; empty where that is not known."""
    took: float | None = None
    """Seconds from the end of speech until the window read the text; None where it has not."""
    words: str = ""
    """One sentence about what did not go as one would expect."""
    hint: str = ""
    """What can be done about it."""
    notice: str = ""
    """All of it in sentences, as it is told where only sentences are; empty where it went as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is shown of the Session that matters most right now: the one recorded, else the first one in work."""

    state: Shown = "idle"
    elapsed: float = 0.0
    """Seconds recorded."""
    level: float = QUIET
    """How loud it is, in dBFS."""
    ends_by: str = ""
    """The Binding that ends a recording for which no key is held; empty for all others."""
    settled: str = ""
    """Text that stays as it is."""
    tentative: str = ""
    """Text that may still change, behind what is settled."""
    model: str = ""
    """Title of the Model; empty where none is at work."""
    waiting: int = 0
    """How many earlier Sessions are still in work behind this one."""
    ended: Ended | None = None
    """None before the first one has ended."""
    asked: bool = False
    """Whether the key that cancels has to be pressed once more."""
    notice: str = ""
    """A sentence or two for people; stays until something new begins."""
    can_retry: bool = False
    """Whether there is a recording that gave no text, and can be recognised once more."""
    can_insert: bool = False
    """Whether the last Session has text that a gate held back, and that can be delivered anyway."""
    can_paste: bool = False
    """Whether there is a last text to paste again, copy or undo."""
