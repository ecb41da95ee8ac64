"""Hotkeys on a real X server, pressed by xdotool, while real windows have the focus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.keys import parse
from asrpro.desktop.ports import Binding, KeyEvent
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.hotkeys import X11Hotkeys
from asrpro.desktop.x11.keyboard import X11Keyboard
from fixtures.layouts import lay_out, next_layout
from fixtures.programs import PATIENCE, until
from fixtures.shell import Shell
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen

RIGHT_CTRL, RIGHT_ALT = "105", "108"
"""By number: xdotool presses the left one as well where the right one is called by name."""


class Heard:
    """What the hotkeys tell, as "press dictate"; releases after 50 ms, so one key is awaited before the next."""

    def __init__(self, desk: Screen) -> None:
        self.events: list[KeyEvent] = []
        self.sending = Sending()
        self.hotkeys = X11Hotkeys(self.events.append, self.sending, desk.name)

    def bind(self, **chords: str) -> tuple[str, ...]:
        return self.hotkeys.bind([Binding(name, parse(chord)) for name, chord in chords.items()])

    @property
    def told(self) -> list[str]:
        return [f"{event.kind} {event.name}" for event in self.events]

    def wait(self, *told: str) -> None:
        """Wait until exactly this was told."""
        until(lambda: len(self.events) >= len(told), f"{told}; so far {self.told}")
        assert self.told == [*told]


@pytest.fixture
def heard(desk: Screen) -> Iterator[Heard]:
    heard = Heard(desk)
    yield heard
    heard.hotkeys.close()


def test_key_that_is_held_for_a_second_is_pressed_once(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    assert heard.bind(dictate="F9") == ()
    before = time.monotonic()
    desk.down("F9")
    heard.wait("press dictate")
    desk.programs.run("sleep", "1")  # long enough to repeat
    after = time.monotonic()
    desk.up("F9")
    heard.wait("press dictate", "release dictate")
    press, release = heard.events
    assert before <= press.time < before + 0.3
    assert after <= release.time < after + 0.3
    desk.key("a")
    box.holds("a")


def test_grabbed_key_does_not_reach_the_window(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "ab")
    box.holds("ab")
    heard.bind(cancel="BackSpace")
    desk.key("BackSpace")
    heard.wait("press cancel", "release cancel")
    desk.key("c")
    box.holds("abc")
    heard.bind()
    desk.key("BackSpace")
    box.holds("ab")


def test_grabbed_key_does_not_reach_a_terminal(desk: Screen, heard: Heard) -> None:
    shell = Shell(desk)
    heard.bind(dictate="F9", lock="Pause")
    told = []
    for name, binding in (("F9", "dictate"), ("Pause", "lock"), ("F9", "dictate")):
        desk.key("a", name)
        told += [f"press {binding}", f"release {binding}"]
        heard.wait(*told)
    desk.key("Return")
    shell.holds("aaa\n")


def test_chord_is_told_whatever_is_locked(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    heard.bind(dictate="ctrl+F9")
    told = []
    for lock in ("Caps_Lock", "Num_Lock", "Caps_Lock"):
        desk.key(lock)
        desk.key("ctrl+F9")
        told += ["press dictate", "release dictate"]
        heard.wait(*told)
    desk.key("ctrl+shift+F9", "F9", "x")
    box.holds("x")
    heard.wait(*told)


def test_two_chords_of_one_key_are_two(desk: Screen, heard: Heard) -> None:
    heard.bind(one="ctrl+shift+space", two="ctrl+space")
    desk.key("ctrl+space")
    heard.wait("press two", "release two")
    desk.key("ctrl+shift+space")
    heard.wait("press two", "release two", "press one", "release one")


@pytest.mark.parametrize("first", ["ctrl", "shift", "space"])
def test_chord_ends_with_the_first_key_that_is_let_go(desk: Screen, heard: Heard, first: str) -> None:
    box = TextBox(desk)
    heard.bind(dictate="ctrl+shift+space")
    keys = ["ctrl", "shift", "space"]
    for key in keys:
        desk.down(key)
    heard.wait("press dictate")
    desk.up(first)
    heard.wait("press dictate", "release dictate")
    for key in keys:
        desk.up(key)
    desk.key("x")
    box.holds("x")
    heard.wait("press dictate", "release dictate")


def test_lone_modifier_is_told(desk: Screen, heard: Heard) -> None:
    heard.bind(dictate="Right Ctrl")
    desk.down(RIGHT_CTRL)
    heard.wait("press dictate")
    desk.up(RIGHT_CTRL)
    heard.wait("press dictate", "release dictate")
    desk.key("Control_L", "c", "F9")
    desk.key(RIGHT_CTRL)
    heard.wait("press dictate", "release dictate", "press dictate", "release dictate")


def test_lone_modifier_goes_on_to_mean_what_it_did(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "once")
    box.holds("once")
    heard.bind(dictate="Right Ctrl")
    desk.down(RIGHT_CTRL)
    desk.key("a")
    desk.key("c")
    desk.up(RIGHT_CTRL)
    desk.key("Right")
    desk.key("ctrl+v")
    box.holds("onceonce")
    heard.wait("press dictate", "other dictate", "other dictate", "release dictate")


def test_mouse_is_another_key(desk: Screen, heard: Heard) -> None:
    heard.bind(dictate="Right Ctrl")
    desk.down(RIGHT_CTRL)
    desk.programs.run("xdotool", "click", "1")
    heard.wait("press dictate", "other dictate")
    desk.up(RIGHT_CTRL)
    heard.wait("press dictate", "other dictate", "release dictate")


def test_modifier_beside_another_is_not_alone(desk: Screen, heard: Heard) -> None:
    heard.bind(dictate="Right Ctrl", cancel="F9")
    desk.down("shift")
    desk.key(RIGHT_CTRL)
    desk.up("shift")
    desk.key("F9")
    heard.wait("press cancel", "release cancel")


def test_chord_with_a_modifier_that_is_bound_alone(desk: Screen, heard: Heard) -> None:
    heard.bind(dictate="Right Ctrl", lock="ctrl+space")
    desk.down(RIGHT_CTRL)
    desk.key("space")
    desk.up(RIGHT_CTRL)
    until(lambda: "release lock" in heard.told and "release dictate" in heard.told, "both releases")
    assert heard.told[0] == "press dictate"
    assert {*heard.told[1:3]} == {"other dictate", "press lock"}
    assert len(heard.told) == 5


def test_bound_anew_while_a_key_is_held(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    heard.bind(dictate="F9")
    desk.down("F9")
    heard.wait("press dictate")
    assert heard.bind(dictate="F10") == ()
    heard.wait("press dictate", "release dictate")
    desk.up("F9")
    desk.key("F9")
    desk.key("F10")
    heard.wait("press dictate", "release dictate", "press dictate", "release dictate")
    desk.key("a")
    box.holds("a")


def test_what_hears_a_key_may_bind(desk: Screen) -> None:
    """Escape cancels while a key is held, and at no other time."""
    events: list[str] = []

    def tell(event: KeyEvent) -> None:
        events.append(f"{event.kind} {event.name}")
        if event.kind == "press" and event.name == "start":
            assert hotkeys.bind([Binding("start", parse("F9")), Binding("cancel", parse("Escape"))]) == ()

    hotkeys = X11Hotkeys(tell, Sending(), desk.name)
    hotkeys.bind([Binding("start", parse("F9"))])
    desk.key("Escape", "F9")
    until(lambda: "release start" in events, "the release")
    desk.key("Escape")
    until(lambda: "release cancel" in events, "the cancel key")
    hotkeys.close()
    assert events == ["press start", "release start", "press cancel", "release cancel"]


def test_key_of_another_program_is_said_and_the_rest_is_bound(desk: Screen, heard: Heard) -> None:
    other = Heard(desk)
    assert other.bind(theirs="ctrl+F9") == ()
    sentences = heard.bind(dictate="ctrl+F9", cancel="F10", more="ctrl+F10")
    assert sentences == ("Ctrl+F9 is in use by another program; choose another key, or free it there.",)
    desk.key("ctrl+F9", "F10")
    heard.wait("press cancel", "release cancel")
    other.wait("press theirs", "release theirs")
    other.hotkeys.close()
    assert heard.bind(dictate="ctrl+F9") == ()
    desk.key("ctrl+F9")
    heard.wait("press cancel", "release cancel", "press dictate", "release dictate")


def test_what_cannot_be_bound_is_said(heard: Heard) -> None:
    assert heard.bind(one="F9", two="f9", three="alt+漢") == (
        "F9 cannot be used for two things at once.",
        "This keyboard has no Alt+漢; choose another key.",
    )


def test_key_moves_with_the_layout(desk: Screen, heard: Heard) -> None:
    heard.bind(dictate="ctrl+z", alone="Right Alt")
    desk.key("ctrl+z")
    heard.wait("press dictate", "release dictate")
    desk.key(RIGHT_ALT)
    heard.wait("press dictate", "release dictate", "press alone", "release alone")
    lay_out(desk, "de")

    def pressed() -> bool:
        desk.programs.run("xdotool", "key", "ctrl+z")
        return "press dictate" in heard.told[4:]

    until(pressed, "the Z of a German keyboard")
    until(lambda: heard.told[-1] == "release dictate", "its release")
    count = len(heard.events)
    desk.key("ctrl+y")
    desk.key(RIGHT_ALT)
    until(lambda: heard.told[count:] == ["press alone", "release alone"], "AltGr alone")


def test_chord_is_told_under_the_second_layout(desk: Screen, heard: Heard) -> None:
    lay_out(desk, "us,ru")
    heard.bind(dictate="F9", more="ctrl+d")
    next_layout(desk)
    desk.programs.run("xdotool", "key", "75")  # by number, for xdotool would switch back to find a name
    heard.wait("press dictate", "release dictate")
    desk.programs.run("xdotool", "keydown", "37", "key", "40", "keyup", "37")
    heard.wait("press dictate", "release dictate", "press more", "release more")


def test_closing_gives_keys_back(desk: Screen) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "ab")
    heard = Heard(desk)
    heard.bind(cancel="BackSpace", dictate="Right Ctrl")
    desk.key("BackSpace")
    heard.wait("press cancel", "release cancel")
    desk.down(RIGHT_CTRL)
    heard.wait("press cancel", "release cancel", "press dictate")
    heard.hotkeys.close()
    assert heard.told[-1] == "release dictate"
    desk.up(RIGHT_CTRL)
    heard.hotkeys.close()
    desk.key("BackSpace")
    box.holds("a")
    assert heard.bind(cancel="F9") != ()


def test_own_keys_are_not_the_users(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "once")
    box.holds("once")
    keyboard = X11Keyboard(heard.sending, desk.name)
    heard.bind(dictate="Right Ctrl", paste="ctrl+shift+v", left="Left Ctrl")
    desk.down(RIGHT_CTRL)
    heard.wait("press dictate")
    keyboard.send(parse("ctrl+c"))
    keyboard.send(parse("ctrl+shift+v"))
    keyboard.type("Ça va?")
    desk.up(RIGHT_CTRL)
    heard.wait("press dictate", "release dictate")
    desk.key("ctrl+shift+v")
    until(lambda: "release paste" in heard.told and "release left" in heard.told, "the user's own")
    keyboard.close()


def test_nothing_is_done_while_nothing_is_held(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    heard.bind(dictate="F9", lock="ctrl+space")
    desk.key("F9", "x")
    heard.wait("press dictate", "release dictate")
    thread = heard.hotkeys._thread.ident
    assert thread
    clock = time.pthread_getcpuclockid(thread)
    # What the change from one keyboard to another brings has come; what is typed is nobody's business.
    used = until(lambda: resting(clock), "rest")
    desk.programs.run("xdotool", "type", "--delay", "20", "Nobody hears this")
    box.holds("xNobody hears this")
    assert time.clock_gettime(clock) == used


def resting(clock: int) -> float:
    """The CPU time used so far, if it does not grow."""
    before = time.clock_gettime(clock)
    time.sleep(0.2)
    return before if time.clock_gettime(clock) == before else 0.0


def test_end_of_the_screen_is_said_once(desk: Screen, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    heard.bind(dictate="F9")
    desk.down("F9")
    heard.wait("press dictate")
    desk.programs.end(desk.programs._running[0])
    heard.wait("press dictate", "release dictate")
    heard.hotkeys._thread.join(PATIENCE)
    assert [record.getMessage() for record in caplog.records] == [
        "The connection to the screen has ended, and the hotkeys with it."
    ]
    (sentence,) = heard.bind(dictate="F9")
    assert sentence.startswith("F9 does not work")


def test_what_fails_in_who_hears_does_not_end_the_hotkeys(desk: Screen, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[KeyEvent] = []

    def tell(event: KeyEvent) -> None:
        calls.append(event)
        raise LookupError

    hotkeys = X11Hotkeys(tell, Sending(), desk.name)
    hotkeys.bind([Binding("dictate", parse("F9"))])
    desk.key("F9")
    until(lambda: len(calls) == 2, "both")
    hotkeys.close()
    assert {record.levelname for record in caplog.records} == {"ERROR"}
