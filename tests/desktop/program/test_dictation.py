"""Hold the key, speak, let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.dictation_desk import LETTER
from fixtures.programs import until

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk
    from fixtures.text_box import TextBox


def test_holding_the_key(running: Desk, box: TextBox) -> None:
    before = running.newest()
    running.copy("what was copied before")
    running.dictate()
    box.holds(f"{LETTER[1]} ")
    until(lambda: running.clipboard() == "what was copied before", "the clipboard to be back")
    until(lambda: not running.sound.in_use(), "the end of the recording")
    entry = running.remembered(before)
    assert (entry["kind"], entry["outcome"], entry["source"]) == ("dictation", "delivered", "Notes")


def test_a_short_press_starts_and_another_one_stops(running: Desk, box: TextBox) -> None:
    running.screen.key("F9")
    running.reach("recording")
    running.say()
    running.screen.key("F9")
    box.holds(f"{LETTER[1]} ")


def test_the_command_line_starts_and_stops(running: Desk, box: TextBox) -> None:
    running.asrpro("dictate", "start")
    running.reach("recording")
    running.say()
    running.asrpro("dictate", "stop")
    box.holds(f"{LETTER[1]} ")


def test_a_modifier_alone(running: Desk, box: TextBox) -> None:
    running.dictate(key="105")
    box.holds(f"{LETTER[1]} ")


def test_a_modifier_with_another_key_does_what_it_always_did(running: Desk, box: TextBox) -> None:
    running.programs.run("xdotool", "type", "abc")
    box.holds("abc")
    before = len(running.history())
    running.programs.run("xdotool", "keydown", "105", "key", "a", "keyup", "105", "key", "x")
    box.holds("x")  # everything was selected, and replaced
    running.rest()
    assert len(running.history()) == before


def test_escape_cancels_and_the_recording_is_kept(running: Desk, box: TextBox) -> None:
    running.screen.key("F9")
    running.reach("recording")
    running.say()
    running.screen.key("Escape")
    running.reach("cancelled")
    entry = until(lambda: next((one for one in running.history() if one["outcome"] == "cancelled"), None), "the entry")
    assert running.asrpro("history", "retry", str(entry["id"])).strip() == LETTER[1]
    assert box.text == ""


def test_silence_delivers_nothing_and_says_so(running: Desk, box: TextBox) -> None:
    running.asrpro("dictate", "start")
    until(lambda: running.status()["seconds"] > 1, "a second of silence")
    running.asrpro("dictate", "stop")
    until(lambda: running.status()["notice"] == "Nothing heard.", "the notice")
    assert box.text == ""


def test_silence_stops_it_where_that_is_wanted(running: Desk, box: TextBox) -> None:
    running.set("dictation.stop_after_silence", "1")
    running.screen.key("F9")
    running.reach("recording")
    running.say()
    box.holds(f"{LETTER[1]} ")


def test_the_last_text_is_pasted_again_and_taken_back(running: Desk, box: TextBox) -> None:
    running.dictate()
    box.holds(f"{LETTER[1]} ")
    running.rest()
    running.screen.key("shift+F9")
    box.holds(f"{LETTER[1]} " * 2)
    running.screen.key("ctrl+shift+F10")
    box.holds(f"{LETTER[1]} ")
