"""Bound chords, by keys that go down and up."""

from __future__ import annotations

from asrpro.desktop.chords import Bound, Chords
from asrpro.desktop.keys import parse
from asrpro.desktop.keystrokes import ASKING, GRACE
from asrpro.desktop.ports import Binding, KeyEvent, Modifier

LEFT_CTRL, RIGHT_CTRL, SHIFT, SPACE, F9 = 37, 105, 50, 65, 75
MODIFIERS: dict[int, Modifier] = {LEFT_CTRL: "ctrl", RIGHT_CTRL: "ctrl", SHIFT: "shift"}
CTRL: frozenset[Modifier] = frozenset({"ctrl"})
NONE: frozenset[Modifier] = frozenset()

DICTATE = Bound(Binding("dictate", parse("ctrl+space")), frozenset({SPACE}))
LONE = Bound(Binding("lone", parse("right ctrl")), frozenset({RIGHT_CTRL}))
EITHER = Bound(Binding("either", parse("ctrl")), frozenset({LEFT_CTRL, RIGHT_CTRL}))
FUNCTION = Bound(Binding("function", parse("F9")), frozenset({F9}))


def chords(*bound: Bound, down: bool = True) -> Chords:
    made = Chords(lambda _code: down)
    assert made.bind(bound, MODIFIERS, 0.0) == []
    return made


def told(events: list[KeyEvent]) -> list[str]:
    return [f"{event.kind} {event.name}" for event in events]


def test_chord_needs_exactly_its_modifiers() -> None:
    bound = chords(DICTATE)
    assert bound.chord(SPACE, NONE, 1.0) == []
    assert bound.chord(SPACE, CTRL | {"shift"}, 1.0) == []
    assert bound.chord(F9, CTRL, 1.0) == []
    assert told(bound.chord(SPACE, CTRL, 1.0)) == ["press dictate"]


def test_chord_ends_with_either_modifier_and_not_with_another() -> None:
    for code in (LEFT_CTRL, RIGHT_CTRL, SPACE):
        bound = chords(DICTATE)
        bound.chord(SPACE, CTRL, 1.0)
        bound.up(SHIFT, 2.0)
        assert bound.advance(2.1) == []
        bound.up(code, 3.0)
        assert bound.wakes_at == 3.0 + GRACE
        assert told(bound.advance(3.1)) == ["release dictate"]


def test_lone_modifier_and_other_keys() -> None:
    bound = chords(LONE, DICTATE)
    assert bound.lone == {RIGHT_CTRL}
    assert bound.modifier(LEFT_CTRL, NONE, 0.5) == []
    assert bound.modifier(RIGHT_CTRL, frozenset({"shift"}), 0.6) == []
    assert told(bound.modifier(RIGHT_CTRL, NONE, 1.0)) == ["press lone"]
    assert told(bound.modifier(F9, NONE, 1.1)) == ["other lone"]
    assert told(bound.other(1.2)) == ["other lone"]
    bound.up(LEFT_CTRL, 1.3)
    assert bound.advance(1.4) == []
    bound.up(RIGHT_CTRL, 1.5)
    assert bound.advance(1.6) == [KeyEvent("release", "lone", 1.5)]
    assert bound.other(1.7) == []


def test_second_key_that_means_the_same_is_no_other() -> None:
    bound = chords(EITHER)
    assert told(bound.modifier(LEFT_CTRL, NONE, 1.0)) == ["press either"]
    assert bound.modifier(RIGHT_CTRL, CTRL, 1.1) == []
    bound.up(RIGHT_CTRL, 1.2)
    assert bound.advance(1.3) == []
    bound.up(LEFT_CTRL, 1.4)
    assert told(bound.advance(1.5)) == ["release either"]
    assert told(bound.modifier(RIGHT_CTRL, NONE, 2.0)) == ["press either"]


def test_what_stays_bound_goes_on_being_held() -> None:
    bound = chords(FUNCTION, DICTATE)
    bound.chord(F9, NONE, 1.0)
    bound.chord(SPACE, CTRL, 1.1)
    assert bound.bind([FUNCTION, LONE], MODIFIERS, 1.2) == [KeyEvent("release", "dictate", 1.2)]
    bound.up(F9, 1.3)
    assert bound.advance(1.4) == [KeyEvent("release", "function", 1.3)]
    assert bound.wakes_at is None


def test_lost_release_is_found() -> None:
    bound = chords(FUNCTION, down=False)
    bound.chord(F9, NONE, 1.0)
    assert bound.wakes_at == 1.0 + ASKING
    assert told(bound.advance(1.0 + ASKING)) == ["release function"]


def test_end_lets_go_of_all() -> None:
    bound = chords(FUNCTION, LONE)
    bound.chord(F9, NONE, 1.0)
    bound.modifier(RIGHT_CTRL, NONE, 1.1)
    assert sorted(told(bound.end(2.0))) == ["release function", "release lone"]
    assert bound.end(3.0) == []
