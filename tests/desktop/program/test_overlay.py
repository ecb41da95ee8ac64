"""What is seen over the window that somebody dictates into, and that it is in nobody's way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from asrpro.dictation.machine import ARMED
from asrpro.ui.tokens import LIGHT
from fixtures.dictation_desk import LETTER, OVERLAY
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.dictation_desk import Desk

RIGHT_CTRL = "105"
"""Its key code; by its name the left one would be pressed, too."""
RIGHT = 30
"""Pixels from the middle of the card to the right and to the left, where nothing is written."""


def card(desk: Desk, middle: int = 640, edge: int = 800) -> bool:
    """Whether the card of one row lies at the bottom of a screen that has its middle and its edge there."""
    low = edge - 32
    inside = [desk.screen.colour(middle + RIGHT, y) for y in (low - 4, low - 40)]
    return inside == [LIGHT.raised] * 2


@pytest.fixture
def recording(running: Desk, box: TextBox) -> Iterator[TextBox]:
    """Somebody dictates into a text box, hands free: while F9 is held, no other key reaches any window."""
    running.ask("start")
    running.reach("recording")
    yield box
    running.ask("cancel")
    running.rest()


def test_it_lies_at_the_bottom_and_takes_neither_focus_nor_clicks(running: Desk, recording: TextBox) -> None:
    until(lambda: card(running), "the card")
    left, _top, width, _height = running.screen.place(running.screen.window(OVERLAY))
    assert left + width // 2 == 640
    assert running.screen.focused() == recording.window
    running.screen.programs.run("xdotool", "windowmove", recording.window, 300, 380)
    until(lambda: running.screen.place(recording.window)[1] > 300, "the box below the card")
    running.screen.click(640, 746)
    running.programs.run("xdotool", "type", "clicked")
    recording.holds("clicked")
    assert card(running)


def test_it_goes_once_the_text_is_there(running: Desk, box: TextBox) -> None:
    running.screen.down("F9")
    running.reach("recording")
    overlay = running.screen.window(OVERLAY)  # what came of it is there for a moment only
    running.say()
    running.screen.up("F9")
    box.holds(f"{LETTER[1]} ")
    assert running.screen.shows(overlay), "what came of it"
    until(lambda: not running.screen.shows(overlay), "its end")


def test_it_lies_above_a_window_that_fills_the_screen(running: Desk, recording: TextBox) -> None:
    running.screen.fill(recording.window)
    until(lambda: running.screen.place(recording.window) == (0, 0, 1280, 800), "the whole screen")
    until(lambda: card(running), "the card above it")
    assert running.screen.focused() == recording.window


def test_it_lies_above_what_no_window_manager_keeps_below_it(running: Desk, box: TextBox) -> None:
    running.ask("start")
    running.reach("recording")
    running.ask("cancel")
    until(lambda: running.screen.seen(OVERLAY), "the overlay")
    with running.screen.covered("#808080"):
        assert not card(running)
        running.ask("start")
        running.reach("recording")
        until(lambda: card(running), "the card above it")
        assert running.screen.focused() == box.window
    running.ask("cancel")
    running.rest()


def test_it_is_on_the_screen_that_has_the_focus(own_desk: Desk) -> None:
    run = own_desk.programs.run
    run("xrandr", "--setmonitor", "left", "640/170x800/200+0+0", "screen")
    run("xrandr", "--setmonitor", "right", "640/170x600/150+640+0", "none")
    own_desk.start()
    box = TextBox(own_desk.screen)
    for left, middle, edge in ((10, 320, 800), (700, 960, 600)):
        run("xdotool", "windowmove", "--sync", box.window, left, 50)
        run("xdotool", "windowsize", box.window, 400, 300)
        own_desk.ask("start")
        own_desk.reach("recording")
        until(lambda middle=middle, edge=edge: card(own_desk, middle, edge), f"the card around {middle}")
        own_desk.ask("cancel")
        own_desk.reach("cancelled")


def test_a_cancelled_one_is_tried_again_by_a_click(running: Desk, box: TextBox) -> None:
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    running.screen.key("Escape")
    running.screen.up("F9")
    running.reach("cancelled")
    left, top, width, height = running.screen.place(running.screen.window("ASR Pro: Retry"))
    assert width >= 28
    assert height >= 28
    running.screen.click(left + width // 2, top + height // 2)
    box.holds(f"{LETTER[1]} ")
    assert running.screen.focused() == box.window


@pytest.mark.parametrize("edge", ["top", "off"])
def test_it_is_where_it_is_wanted(running: Desk, box: TextBox, edge: str) -> None:
    assert box.window
    running.set("ui.overlay", edge)
    running.screen.down("F9")
    running.reach("recording")
    if edge == "top":
        overlay = running.screen.window(OVERLAY)  # it may still be where it was before
        until(lambda: running.screen.place(overlay)[1] < 100, "the overlay at the top")
    else:
        running.say()
        assert not running.screen.seen(OVERLAY)
    running.screen.key("Escape")
    running.screen.up("F9")
    running.rest()


def test_it_is_there_before_a_slow_microphone_is(running: Desk, box: TextBox) -> None:
    until(lambda: not running.screen.seen(OVERLAY), "the end of what was shown before")
    running.sound.hang()
    try:
        running.screen.down("F9")
        until(lambda: running.screen.seen(OVERLAY), "the overlay")
        assert running.status()["state"] == "opening"
        assert box.window == running.screen.focused()
    finally:
        running.sound.go_on()
    running.reach("recording")
    running.screen.key("Escape")
    running.screen.up("F9")
    running.rest()


def test_a_modifier_alone_is_not_seen_until_it_is_held(running: Desk, box: TextBox) -> None:
    assert box.window
    until(lambda: not running.screen.seen(OVERLAY), "the end of what was shown before")
    began = time.monotonic()
    running.screen.down(RIGHT_CTRL)
    until(lambda: running.screen.seen(OVERLAY), "the overlay")
    assert time.monotonic() - began >= ARMED
    running.reach("recording")
    running.screen.key("Escape")
    running.screen.up(RIGHT_CTRL)
    running.rest()


def test_a_hundred_changes_leave_no_window(running: Desk, box: TextBox) -> None:
    def changes() -> None:
        """Three: it is opened, it listens, and what was said can be tried again."""
        running.ask("start")
        running.reach("recording")
        running.ask("cancel")
        running.reach("cancelled")
        until(lambda: running.screen.seen("ASR Pro: Retry"), "what can be clicked")

    changes()
    overlay = running.screen.window(OVERLAY)
    before = running.screen.count(overlay)
    for _round in range(34):
        changes()
    assert running.screen.count(overlay) == before
    assert running.screen.focused() == box.window
