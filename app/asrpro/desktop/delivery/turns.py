"""Deliveries one after the other, so that no two interleave."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.delivery.clipboards import Clipboards
    from asrpro.desktop.delivery.hands import Hands
    from asrpro.desktop.ports import Focus, Method, Target


@dataclass(frozen=True, slots=True)
class Written:
    """A text that arrived, for undoing."""

    text: str
    target: Target | None
    method: Method


@dataclass(slots=True)
class Means:
    """What all deliveries work with."""

    hands: Hands
    focus: Focus
    clipboards: Clipboards
    watchers: set[int] = field(default_factory=set)
    """Programs that read whatever is put on the clipboard."""
    last: Written | None = None
    """What arrived last."""


class Turn(Protocol):
    """One thing to be done with the clipboards or the keyboard."""

    def start(self, finished: Callable[[], None]) -> None:
        """Begin; `finished` is called once, when the next may begin."""
        ...

    def hurry(self) -> None:
        """Somebody waits: do not wait for what is unlikely to come."""
        ...

    def stop(self) -> None:
        """The program ends: do nothing more, and say what came of it."""
        ...


class Turns:
    """Runs one at a time, in order of arrival."""

    def __init__(self) -> None:
        self._waiting: deque[Turn] = deque()
        self._current: Turn | None = None

    def add(self, turn: Turn) -> None:
        """Run it when all before it have finished."""
        self._waiting.append(turn)
        if self._current:
            self._current.hurry()
        else:
            self._next()

    def stop(self) -> None:
        """Stop what runs and what waits."""
        turns = [*([self._current] if self._current else []), *self._waiting]
        self._waiting.clear()
        self._current = None
        for turn in turns:
            turn.stop()

    def _next(self) -> None:
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current:
            self._current.start(self._next)
        if self._current and self._waiting:
            self._current.hurry()
