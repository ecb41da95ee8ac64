"""Hotkeys on a real X server, pressed by xdotool, while real windows have the focus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.keys import parse
from asrpro.desktop.ports import Binding, KeyEvent
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.hotkeys import X11Hotkeys
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen


class Heard:
    """What the hotkeys tell, as "press dictate"."""

    def __init__(self, desk: Screen) -> None:
        self.events: list[KeyEvent] = []
        self.hotkeys = X11Hotkeys(self.events.append, Sending(), desk.name)

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


def test_two_chords_of_one_key_are_two(desk: Screen, heard: Heard) -> None:
    heard.bind(one="ctrl+shift+space", two="ctrl+space")
    desk.key("ctrl+space")
    heard.wait("press two", "release two")
    desk.key("ctrl+shift+space")
    heard.wait("press two", "release two", "press one", "release one")
