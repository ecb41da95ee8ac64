"""Microphones that go and children that die while somebody dictates: what was said arrives all the same."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil
import pytest

from fixtures.dictation_desk import LETTER
from fixtures.programs import until
from fixtures.text_box import TextBox
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk

HOST, EARS = "asrpro.runtime.host_main", "asrpro.runtime.ears_main"


def notice(desk: Desk, part: str) -> None:
    """Wait until this is said."""
    until(lambda: part in desk.status()["notice"], f"the notice {part}")


def holds_twice(box: TextBox) -> None:
    """Wait until all that was said before and after is there, as one sentence or as two."""
    until(lambda: box.text.lower().replace(".", "").split() == LETTER[0].split() * 2, "both in the text box")


def test_another_microphone_takes_over(own_desk: Desk) -> None:
    own_desk.sound.plug("spare")
    own_desk.start()
    box = TextBox(own_desk.screen)
    own_desk.screen.down("F9")
    own_desk.reach("recording")
    own_desk.say()
    own_desk.sound.unplug("vmic")
    notice(own_desk, "Vmic was unplugged. Spare is heard instead.")
    own_desk.say_into("spare")
    own_desk.screen.up("F9")
    holds_twice(box)


def test_the_same_microphone_comes_back(own_desk: Desk) -> None:
    own_desk.start()
    box = TextBox(own_desk.screen)
    own_desk.screen.down("F9")
    own_desk.reach("recording")
    own_desk.say()
    own_desk.sound.unplug("vmic")
    own_desk.sound.plug("vmic", default=True)
    notice(own_desk, "a moment may be missing")
    own_desk.say()
    own_desk.screen.up("F9")
    holds_twice(box)


def test_the_only_microphone_goes(own_desk: Desk) -> None:
    own_desk.start()
    box = TextBox(own_desk.screen)
    own_desk.screen.down("F9")
    own_desk.reach("recording")
    own_desk.say()
    own_desk.sound.unplug("vmic")
    notice(own_desk, "No microphone is connected.")
    assert own_desk.status()["state"] == "opening"
    own_desk.screen.up("F9")
    box.holds(f"{LETTER[1]} ")  # what was said so far
    status = own_desk.reach("idle")
    assert status["icon"] == "missing"
    assert status["words"].startswith("No microphone is connected.")


def test_the_only_microphone_comes_back_while_the_key_is_held(own_desk: Desk) -> None:
    own_desk.start()
    box = TextBox(own_desk.screen)
    own_desk.screen.down("F9")
    own_desk.reach("recording")
    own_desk.say()
    own_desk.sound.unplug("vmic")
    notice(own_desk, "No microphone is connected.")
    own_desk.sound.plug("vmic", default=True)
    own_desk.reach("recording")
    own_desk.say()
    own_desk.screen.up("F9")
    until(lambda: box.text.lower().count("send the letter before noon") == 2, "both sentences")


def test_without_a_microphone_that_is_said_and_nothing_breaks(own_desk: Desk) -> None:
    own_desk.sound.unplug("vmic")
    own_desk.start()
    until(lambda: own_desk.status()["icon"] == "missing", "the icon")
    assert own_desk.status()["words"].startswith("No microphone is connected.")
    box = TextBox(own_desk.screen)
    own_desk.screen.key("F9")
    notice(own_desk, "No microphone is connected.")
    own_desk.rest()
    own_desk.sound.plug("vmic", default=True)
    until(lambda: own_desk.status()["icon"] == "ready", "the icon")
    own_desk.dictate()
    box.holds(f"{LETTER[1]} ")


def child(desk: Desk, module: str) -> int:
    """The one that runs this."""
    return until(lambda: next(iter(desk.children(module)), 0), f"a child that runs {module}")


@pytest.mark.parametrize("module", [HOST, EARS])
def test_a_child_is_killed_while_somebody_speaks(running: Desk, box: TextBox, module: str) -> None:
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    os.kill(child(running, module), signal.SIGKILL)
    running.say()
    running.screen.up("F9")
    holds_twice(box)


@pytest.mark.parametrize("module", [HOST, EARS])
def test_a_child_is_killed_at_its_last_work(running: Desk, box: TextBox, module: str) -> None:
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    at_work = child(running, module)
    os.kill(at_work, signal.SIGSTOP)
    running.screen.up("F9")
    running.reach("finishing")
    os.kill(at_work, signal.SIGKILL)
    box.holds(f"{LETTER[1]} ")


@pytest.mark.parametrize("module", [HOST, EARS])
def test_what_dies_twice_fails_and_can_be_tried_again(running: Desk, box: TextBox, module: str) -> None:
    before = running.newest()
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    first = child(running, module)
    os.kill(first, signal.SIGSTOP)
    running.screen.up("F9")
    running.reach("finishing")
    os.kill(first, signal.SIGKILL)
    second = until(lambda: next((pid for pid in running.children(module) if pid != first), 0), "another child")
    os.kill(second, signal.SIGKILL)
    running.reach("failed")
    entry = running.remembered(before)
    assert (entry["outcome"], box.text) == ("failed", "")
    assert running.asrpro("history", "retry", str(entry["id"])).strip() == LETTER[1]
    TrayMenu(running).choose("retry")
    box.holds(f"{LETTER[1]} ")


def test_children_end_with_the_program(own_desk: Desk) -> None:
    process = own_desk.start()
    own_desk.screen.key("F9")
    own_desk.reach("recording")
    own_desk.say()
    children = [child(own_desk, HOST), child(own_desk, EARS)]
    own_desk.kill()
    assert process.returncode == -signal.SIGKILL
    until(lambda: not any(psutil.pid_exists(pid) for pid in children), "their end")
