"""What is asked of each system: how loud others are, and which players play."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Gone(Exception):
    """The sound system is not there, or went away."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud something is."""

    volumes: tuple[float, ...]
    """One for each channel, on the system's own scale."""
    muted: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that another program plays."""

    key: str
    """No other stream ever has it."""
    kind: str
    """Streams of the same kind begin with the level that one of them had last; empty where that is not so."""
    level: Level


class Mixer(Protocol):
    """How loud others are. Used by one thread, apart from `wake`."""

    curve: float
    """Which power of a volume is the amplitude that is heard."""
    lasting: bool
    """Whether the level of a stream that ended lasts where nothing but another one of its kind can change it."""

    def streams(self) -> Sequence[Stream]:
        """What others play, or might go on with; raises Gone."""
        ...

    def set(self, stream: Stream, level: Level) -> None:
        """Give a stream a level, where it differs, unless it has ended; raises Gone."""
        ...

    def stored(self) -> Mapping[str, Level]:
        """The levels that the system keeps for those that come, by their kinds, where these can be changed."""
        ...

    def store(self, kind: str, level: Level) -> None:
        """Change what the system keeps for a kind; raises Gone."""
        ...

    def wait(self, seconds: float) -> None:
        """Return when streams may have changed, after `wake`, or when the time is over; raises Gone."""
        ...

    def wake(self) -> None:
        """Have `wait` return; from any thread, and it may come too early to count."""
        ...

    def close(self) -> None:
        """Let go of the sound system, which the next question asks again."""
        ...


class Players(Protocol):
    """What plays music and films. Used by one thread; nothing is raised, for a player that does not answer is left."""

    def pause(self) -> None:
        """Have those pause that play."""
        ...

    def resume(self) -> None:
        """Have those go on that were paused, and that nobody has touched since."""
        ...
