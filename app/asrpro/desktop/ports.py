"""What is asked of every desktop; one module or package for each implements it.

Times are seconds of `time.monotonic()`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Modifier = Literal["ctrl", "alt", "shift", "super"]


@dataclass(frozen=True, slots=True)
class Chord:
    """A key with the modifiers that are held with it, or one modifier alone."""

    key: str
    """What the key says, in lower case: "f9", "v", "space", "insert", "escape"; "right_ctrl" for a modifier alone."""
    modifiers: frozenset[Modifier] = frozenset()

    @property
    def lone(self) -> bool:
        """Whether it is a modifier alone, which goes on to mean what it always meant."""
        return self.key.rpartition("_")[2] in ("ctrl", "alt", "shift", "super")


@dataclass(frozen=True, slots=True)
class Binding:
    """A chord and what it is for."""

    name: str
    """What events of it are called, as in "dictate" or "cancel"."""
    chord: Chord


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """Something that happened to a bound chord."""

    kind: Literal["press", "release", "other"]
    """Other: another key was pressed while a modifier that is bound alone was held."""
    name: str
    """The Binding's."""
    time: float


class Hotkeys(Protocol):
    """Tells of keys whatever window has the focus; events come on a thread of its own."""

    def bind(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
        """Tell of these chords, each of which is another, from now on and of no others; from any thread.

        Returns:
            A sentence for people about each that cannot be had; the others are bound.
        """
        ...

    def close(self) -> None:
        """Give all keys back."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """A window that text may be delivered to."""

    id: str
    """The desktop's own name for it; empty where it does not tell."""
    title: str = ""
    program: str = ""
    """What runs in it, in lower case, as in "xterm" or "chromium"; empty where the desktop does not tell."""
    pid: int | None = field(default=None, compare=False)
    name: str = field(default="", compare=False)
    """What people call what runs in it; empty where the desktop does not tell."""


def same(then: Target | None, now: Target | None) -> bool:
    """Whether the focus is where it was; titles change all the time, as in a browser, and do not count."""
    if then is None or now is None:
        return then is now
    return then.id == now.id if then.id or now.id else then.program == now.program


class Focus(Protocol):
    """Which window keys go to. Used by one thread."""

    def target(self) -> Target | None:
        """The window with the focus; None where there is none or the desktop does not tell.

        Where a window of this program has it, that is the one behind, as far as the desktop tells.
        """
        ...

    def activate(self, target: Target) -> bool:
        """Give a window the focus; whether it has it now."""
        ...

    def place(self, target: Target) -> tuple[int, int] | None:
        """The middle of a window, in the desktop's own pixels; None where that is not told."""
        ...


Ground = Literal["dark", "light", "template"]
"""What an icon stands on. Template: the system colours a black one as it needs."""
Rectangle = tuple[int, int, int, int]
"""Left, top, width and height, in the desktop's own pixels."""


class Scene(Protocol):
    """What stands around that which this program shows. Used by one thread."""

    def composited(self) -> bool:
        """Whether what lies below shines through where nothing is drawn."""
        ...

    def still(self) -> bool:
        """Whether people want nothing to move."""
        ...

    def panel(self, icon: Rectangle | None) -> Ground | None:
        """What the icon in the tray stands on, where it is known which pixels are the icon's; None is not known."""
        ...

    def lift(self, window: int) -> None:
        """Let a window of this program, by its native number, lie above full-screen ones and on all workspaces."""
        ...


class Keyboard(Protocol):
    """Keys as if the user pressed them. Used by one thread."""

    def held(self) -> frozenset[Modifier]:
        """The modifiers that the user holds down right now."""
        ...

    def send(self, chord: Chord) -> float:
        """Press and release; every key that was pressed is released, whatever happens. Returns when that began."""
        ...

    def type(self, text: str) -> None:
        """Type a text, letters of any script."""
        ...


Method = Literal["paste", "type", "copy"]
Arrival = Literal["read", "not read", "not confirmed", "typed", "copied", "moved", "failed"]
"""What is known of a text that was delivered. Read: the window took it. Not read: it is on the clipboard, and nobody
took it. Not confirmed: it was pasted, and this desktop does not tell more. Copied: it was only put on the clipboard.
Moved: nothing was done, because by then another window had the focus than the one it was for."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one Delivery."""

    arrival: Arrival
    target: Target | None
    sent: float | None = None
    """When the chord was sent, or the typing was done."""
    read: float | None = None
    """When the window first read the text."""
    notice: str = ""
    """A sentence for people about what did not go as they would expect."""


class Delivery(Protocol):
    """Puts text where the user writes. Used by one thread, whose event loop it needs; one text after the other."""

    def prepare(self) -> None:
        """Save what the clipboards hold, without waiting for it; to be called at key press."""
        ...

    def deliver(self, text: str, target: Target | None, method: Method, done: Callable[[Delivered], None]) -> None:
        """Put a text into `target`, which has the focus: how to paste depends on what runs in it.

        None is whatever window has the focus. Where another one got it while a key was held, that is "moved".
        `done` is called once it is known what came of it, which for "not read" is 1.5 s after the chord; should it
        be read after all, `done` is called once more. The clipboards get back what they held.
        """
        ...

    def undo(self, done: Callable[[Delivered], None]) -> None:
        """Take back the last text that was delivered, if its window still has the focus."""
        ...

    def close(self) -> None:
        """Give the clipboards back what they held, now."""
        ...


Grant = Literal["granted", "missing", "unknown", "not needed"]


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that the desktop, or who set it up, lets a program do or not."""

    name: str
    """What people call it."""
    state: Grant
    purpose: str
    """What it is for, what does not work without it, and where it is missing how people get it."""
    page: str = ""
    """Where people grant it: an address, or a command; empty where there is no such page."""
    vital: bool = True
    """Whether nothing can be dictated without it."""


class Permissions(Protocol):
    """What this program may do here."""

    def look(self) -> tuple[Permission, ...]:
        """How things are now, each in the order people need it; on any thread, for it may take seconds."""
        ...

    def open(self, permission: Permission) -> bool:
        """Open its page, and ask for it where the desktop lets programs ask; whether there is one that opens."""
        ...


Chime = Literal["start", "end", "cancel"]
"""You are heard; what you said becomes text; it does not."""


class Chimes(Protocol):
    """Short sounds that say what a dictation does. Used by one thread."""

    def play(self, chime: Chime, volume: int) -> None:
        """Play one, `volume` from 0 to 100; returns at once, and where nothing can be heard nothing is."""
        ...


class Others(Protocol):
    """What other programs play. Used by one thread; returns at once."""

    def hush(self, how: Literal["leave", "lower", "mute"], *, pause: bool) -> str:
        """Lower or mute what others play, from now on, and have players pause if wanted.

        Returns:
            A sentence for people about what cannot be done here; empty where all can.
        """
        ...

    def restore(self) -> None:
        """Have everything as it was, apart from what somebody has changed meanwhile."""
        ...

    def close(self) -> None:
        """Restore what is not yet, and wait a moment for it."""
        ...
