"""Ordinary keys and chords on a real X server, pressed by xdotool, while real windows have the focus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.keys import parse
from asrpro.desktop.ports import Binding
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.connection import connected
from asrpro.desktop.x11.grabs import Grabs
from fixtures.heard import RIGHT_ALT, Heard
from fixtures.layouts import lay_out, next_layout
from fixtures.programs import until
from fixtures.shell import Shell
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.screen import Screen


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


def test_repeats_that_are_read_late_are_no_other_press(desk: Screen) -> None:
    connection = connected(desk.programs.environment["DISPLAY"], "XInputExtension")
    grabs = Grabs(connection, Sending())
    assert grabs.bind([Binding("dictate", parse("F9"))])[1] == ()
    desk.down("F9")
    until(lambda: list(grabs.read()), "the press")
    desk.programs.run("sleep", "1")  # it repeats, and nobody reads
    desk.up("F9")
    now = time.monotonic()
    heard = [*grabs.advance(now), *grabs.read(), *grabs.advance(now + 1)]
    assert [event.kind for event in heard] == ["release"]
    connection.close()


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
