"""What tray, window and menu show at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.ui.icons import Shape


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a submenu."""

    name: str
    """What is chosen by it, for the program."""
    title: str
    """The same, for people."""
    current: bool | None = None
    """Whether it is the one chosen now; None where none is."""
    beside: str = ""
    """What matters less, at the right."""
    enabled: bool = True
    more: tuple[Choice, ...] = ()
    """A submenu of its own, in place of something to choose."""


class Offer(Protocol):
    """Where the entries of a submenu come from, and who is told which was chosen."""

    def choices(self) -> Sequence[Sequence[Choice]]:
        """What to offer now, without waiting for anything; lines are drawn between the groups."""
        ...

    def choose(self, name: str) -> None:
        """Go by this one from now on, or do what it says."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """The same for all who show it."""

    shape: Shape
    words: str
    """A sentence about what is going on."""
    recording: bool = False
    possible: frozenset[str] = frozenset()
    """Names of those menu entries that would do something now, besides those that always do."""


STARTING = Look("ready", _("ASR Pro is starting."))
