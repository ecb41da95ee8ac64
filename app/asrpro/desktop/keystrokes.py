"""Presses and releases that were meant, out of what a keyboard says of one bound chord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from asrpro.desktop.ports import KeyEvent

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE: Final = 0.05
"""Seconds after a release within which a press takes it back: a key that bounces (up to 30 ms), or X's auto-repeat."""
ASKING: Final = 0.25
"""Seconds between two questions whether a key that is held still is, for a release may never be told."""

Raw = Literal["down", "up", "other"]


class Keystrokes:
    """One Binding's presses and releases; it has no clock, and whoever owns it calls `advance` at `wakes_at`."""

    def __init__(self, name: str, is_down: Callable[[], bool]) -> None:
        """`is_down` asks the system whether all keys of the chord are down at this moment."""
        self._name = name
        self._is_down = is_down
        self._held = False
        self._up: float | None = None
        """When it was let go, until that counts."""
        self._asks: float = 0.0

    @property
    def held(self) -> bool:
        """Whether a press was told and no release yet."""
        return self._held

    @property
    def wakes_at(self) -> float | None:
        """When `advance` has something to do; None while there is nothing to wait for."""
        if self._up is not None:
            return self._up + GRACE
        return self._asks if self._held else None

    def feed(self, raw: Raw, at: float) -> list[KeyEvent]:
        """What a keyboard says: the chord is down or up, or another key went down; `at` never goes back."""
        events = self._let_go(at)
        if raw == "down":
            self._up = None
            if not self._held:
                self._held = True
                self._asks = at + ASKING
                events.append(KeyEvent("press", self._name, at))
        elif raw == "up":
            if self._held and self._up is None:
                self._up = at
        elif self._held and self._up is None:
            events.append(KeyEvent("other", self._name, at))
        return events

    def advance(self, now: float) -> list[KeyEvent]:
        """What time alone brings: a release that counts now, or one that nobody told of."""
        events = self._let_go(now)
        if self._held and self._up is None and now >= self._asks:
            self._asks = now + ASKING
            if not self._is_down():
                events += self.end(now)
        return events

    def end(self, now: float) -> list[KeyEvent]:
        """Let go of it, whatever the keyboard says."""
        if not self._held:
            return []
        time = now if self._up is None else self._up
        self._held, self._up = False, None
        return [KeyEvent("release", self._name, time)]

    def _let_go(self, now: float) -> list[KeyEvent]:
        return self.end(now) if self._up is not None and now >= self._up + GRACE else []
