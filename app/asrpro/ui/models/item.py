"""What the window shows of one Model."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.ui.page import Tone

Act = Literal["use", "download", "again", "cancel", "update", "unload", "delete", "forget"]


class Shelf(enum.IntEnum):
    """Where it stands, from the top down."""

    RECOMMENDED = 0
    HERE = 1
    ELSEWHERE = 2
    USELESS = 3
    """No engine that is installed could run it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One Model, as people read it."""

    id: str
    """What the settings call it."""
    title: str
    shelf: Shelf
    state: str
    """A word or two; empty where there is nothing to say."""
    tone: Tone = "plain"
    """What that means."""
    summary: str = ""
    """What it is good at."""
    facts: str = ""
    """Languages, size, memory, engine."""
    why: str = ""
    """A sentence: why it is recommended, or of no use here."""
    trouble: str = ""
    """What went wrong with it the last time, and what to do; it stays until that is tried again."""
    chosen: bool = False
    """Whether dictation goes by it."""
    size: int = 0
    """Bytes that are free once it is deleted."""
    newer: tuple[str, ...] = ()
    """The Backends for which there is an update."""
    acts: frozenset[Act] = frozenset()
    """What can be done with it while nothing of it is on its way."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All there is to show at one moment."""

    items: Sequence[Item] = ()
    """In their order."""
    taken: int = 0
    """Bytes on the disk, of all that was downloaded."""
    folder: str = ""
    """Where that lies."""
    engines: frozenset[str] = frozenset()
    """The Backends that can be used."""
    folders: Sequence[str] = ()
    """That one, and all others in which something is made or deleted whenever Models come and go."""
