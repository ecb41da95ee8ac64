"""What an event tap's events mean."""

from __future__ import annotations

from asrpro.desktop.keys import parse
from asrpro.desktop.macos import keycodes
from asrpro.desktop.macos.watch import Watch
from asrpro.desktop.ports import Binding, KeyEvent

F9, V = keycodes.NAMED["f9"], keycodes.US["v"]
RIGHT_ALT = keycodes.SIDES["right_alt"]
ALT, CTRL, SHIFT = 1 << 19, 1 << 18, 1 << 17


def watch(**chords: str) -> Watch:
    made = Watch(lambda _code: True)
    assert made.bind([Binding(name, parse(chord)) for name, chord in chords.items()], {}, 0.0) == ([], ())
    return made


def told(events: list[KeyEvent]) -> list[str]:
    return [f"{event.kind} {event.name}" for event in events]


def test_key_is_kept_from_programs_from_down_to_up() -> None:
    bound = watch(dictate="F9")
    events, kept = bound.down(F9, 0, 1.0)
    assert (told(events), kept) == (["press dictate"], True)
    assert bound.down(F9, 0, 1.5) == ([], True)  # it repeats
    assert bound.up(F9, 2.0) == ([], True)
    assert bound.advance(2.1) == [KeyEvent("release", "dictate", 2.0)]
    assert bound.up(F9, 3.0) == ([], False)


def test_other_chords_go_on_to_the_programs() -> None:
    bound = watch(dictate="ctrl+v")
    assert bound.down(V, 0, 1.0) == ([], False)
    assert bound.down(V, CTRL | SHIFT, 1.1) == ([], False)
    assert bound.up(V, 1.2) == ([], False)
    assert bound.down(V, CTRL, 1.3)[1]


def test_key_of_a_chord_is_kept_even_after_its_modifier_is_up() -> None:
    bound = watch(dictate="ctrl+v")
    bound.down(V, CTRL, 1.0)
    assert bound.modifier(keycodes.SIDES["left_ctrl"], 0, 2.0) == []
    assert told(bound.advance(2.1)) == ["release dictate"]
    assert bound.down(V, 0, 2.2) == ([], True)
    assert bound.up(V, 2.3) == ([], True)


def test_lone_modifier() -> None:
    bound = watch(dictate="Right Option")
    assert told(bound.modifier(RIGHT_ALT, ALT | 0x40, 1.0)) == ["press dictate"]
    events, kept = bound.down(V, ALT, 1.2)
    assert (told(events), kept) == (["other dictate"], False)
    assert told(bound.other(1.3)) == ["other dictate"]
    assert bound.modifier(RIGHT_ALT, 0, 1.5) == []
    assert told(bound.advance(1.6)) == ["release dictate"]
    assert bound.modifier(RIGHT_ALT, ALT | SHIFT | 0x40 | 0x02, 2.0) == []  # beside Shift it is not alone
    assert bound.modifier(0x39, 1 << 16, 3.0) == []  # Caps Lock


def test_what_cannot_be_bound_is_said() -> None:
    bindings = [Binding(name, parse(chord)) for name, chord in (("a", "F24"), ("b", "F9"))]
    events, sentences = Watch(lambda _code: True).bind(bindings, {}, 0.0)
    assert events == []
    assert sentences == ("This keyboard has no F24; choose another key.",)
