"""Which bound chords are held, out of keys that go down and up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.desktop.keystrokes import Keystrokes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from asrpro.desktop.keystrokes import Raw
    from asrpro.desktop.ports import Binding, KeyEvent, Modifier


@dataclass(frozen=True, slots=True)
class Bound:
    """A Binding and the keys of this keyboard that it means."""

    binding: Binding
    codes: frozenset[int]
    """The system's own numbers of them."""


class Chords:
    """The chords that are bound; like its Keystrokes it has no clock.

    Times are seconds of `time.monotonic()`. A chord is held while its key and all its modifiers are; a modifier that
    is bound alone is pressed only where no other modifier is held.
    """

    def __init__(self, is_down: Callable[[int], bool]) -> None:
        """`is_down` asks the system about a key at this moment."""
        self._is_down = is_down
        self._modifiers: Mapping[int, Modifier] = {}
        self._bound: dict[Bound, Keystrokes] = {}
        self._code: dict[str, int] = {}
        """The key by which each is held."""

    def bind(self, bound: Iterable[Bound], modifiers: Mapping[int, Modifier], now: float) -> list[KeyEvent]:
        """Watch these from now on and no others; one that was bound already goes on being held.

        `modifiers` are the keys that are modifiers. Returns the releases of those that were held.
        """
        old = self._bound
        self._modifiers = modifiers
        self._bound = {
            each: old.pop(each) if each in old else Keystrokes(each.binding.name, self._question(each.binding.name))
            for each in bound
        }
        return [event for strokes in old.values() for event in strokes.end(now)]

    @property
    def wakes_at(self) -> float | None:
        """When `advance` has something to do; None while there is nothing to wait for."""
        return min((at for strokes in self._bound.values() if (at := strokes.wakes_at) is not None), default=None)

    @property
    def lone(self) -> frozenset[int]:
        """The modifier keys that are bound alone."""
        return frozenset(code for each in self._bound if each.binding.chord.lone for code in each.codes)

    def chord(self, code: int, held: frozenset[Modifier], at: float) -> list[KeyEvent]:
        """A key went down, with exactly these modifiers: what that is for chords with a key."""
        found = [
            (each, strokes)
            for each, strokes in self._bound.items()
            if not each.binding.chord.lone and code in each.codes and held == each.binding.chord.modifiers
        ]
        return self._press(found, code, at)

    def modifier(self, code: int, held: frozenset[Modifier], at: float) -> list[KeyEvent]:
        """A key went down, with these modifiers beside itself: what that is for modifiers that are bound alone."""
        lone = [(each, strokes) for each, strokes in self._bound.items() if each.binding.chord.lone]
        events = [event for each, strokes in lone if code not in each.codes for event in strokes.feed("other", at)]
        return events + self._press([(each, strokes) for each, strokes in lone if code in each.codes], code, at, held)

    def other(self, at: float) -> list[KeyEvent]:
        """Something else than a key was pressed, as on a mouse."""
        return self._feed([strokes for each, strokes in self._bound.items() if each.binding.chord.lone], "other", at)

    def up(self, code: int, at: float) -> list[KeyEvent]:
        """A key was let go."""
        ends = [strokes for each, strokes in self._bound.items() if self._ends(each.binding, code)]
        return self._feed(ends, "up", at)

    def advance(self, now: float) -> list[KeyEvent]:
        """What time alone brings."""
        return [event for strokes in self._bound.values() for event in strokes.advance(now)]

    def end(self, now: float) -> list[KeyEvent]:
        """Let go of all."""
        return [event for strokes in self._bound.values() for event in strokes.end(now)]

    def _press(
        self,
        found: Iterable[tuple[Bound, Keystrokes]],
        code: int,
        at: float,
        beside: frozenset[Modifier] = frozenset(),
    ) -> list[KeyEvent]:
        events = []
        for each, strokes in found:
            if strokes.held and self._code[each.binding.name] != code:
                continue  # a second key that means the same
            if strokes.held or not beside:
                self._code[each.binding.name] = code
                events += strokes.feed("down", at)
        return events

    def _ends(self, binding: Binding, code: int) -> bool:
        return code == self._code.get(binding.name) or self._modifiers.get(code) in binding.chord.modifiers

    def _question(self, name: str) -> Callable[[], bool]:
        return lambda: self._is_down(self._code[name])

    @staticmethod
    def _feed(to: Iterable[Keystrokes], raw: Raw, at: float) -> list[KeyEvent]:
        return [event for strokes in to for event in strokes.feed(raw, at)]
