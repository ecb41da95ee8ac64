"""Modifiers that are bound alone, and go on to mean what they always did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.heard import RIGHT_CTRL, Heard
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.screen import Screen


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
