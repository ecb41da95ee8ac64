"""What becomes of a Model on this machine, from its being fetched to its being used."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class State(enum.StrEnum):
    """How near to use a Model is."""

    ABSENT = "absent"
    DOWNLOADING = "downloading"
    PRESENT = "present"
    LOADING = "loading"
    """On its way into memory, or warming up there."""
    READY = "ready"
    """In memory, and nobody uses it."""
    IN_USE = "in use"
    ERROR = "error"
    """It could not be loaded, or broke down at work, and has not been tried again."""

    @property
    def in_memory(self) -> bool:
        """Whether it takes memory."""
        return self in (State.LOADING, State.READY, State.IN_USE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A State, and what there is to say of it."""

    state: State
    device: str = ""
    """What really runs the Model, as in "cpu (int8)"; only while it is in memory."""
    reason: str = ""
    """A sentence or two: why it cannot be used, or did not come when it, or an update of it, was asked for last, or was
    let go though nobody asked for that."""
    damaged: bool = False
    """Whether it cannot be used for want of files that are what its Backend needs."""
