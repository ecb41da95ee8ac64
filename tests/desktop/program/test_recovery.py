"""Whatever ends the program or takes people away from it: what they said can be had afterwards."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from jeepney import DBusAddress, new_signal
from jeepney.io.blocking import open_dbus_connection

from fixtures.dictation_desk import ASRPRO, LETTER
from fixtures.programs import PATIENCE, listens, until
from fixtures.text_box import TextBox
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk

SOAK = pytest.mark.soak
WINDOW = "Recovered dictation"


def interrupted(desk: Desk) -> int:
    """How many dictations wait to be recovered, as the command line sees it."""
    lines = desk.asrpro("recover").splitlines()
    return max(0, len(lines) - 1)


def record(desk: Desk) -> TextBox:
    """Begin to dictate into a text box, and say something."""
    box = TextBox(desk.screen)
    desk.asrpro("dictate", "start")
    desk.reach("recording")
    desk.say()
    return box


def shown(desk: Desk) -> str:
    """The text in the window that shows what was recovered; it is closed then."""
    desk.screen.focus(WINDOW)
    desk.screen.key("Tab", "space")
    text = until(desk.clipboard, "the copy")
    desk.screen.key("Escape")
    return text


def offered(desk: Desk) -> TrayMenu:
    """The menu, once something is offered in it."""
    until(desk.says_something, "the offer")
    return TrayMenu(desk)


def test_what_was_said_before_the_program_was_killed_becomes_text(own_desk: Desk) -> None:
    own_desk.start()
    box = record(own_desk)
    own_desk.kill()
    assert interrupted(own_desk) == 1
    own_desk.start()
    menu = offered(own_desk)
    assert interrupted(own_desk) == 1
    menu.choose("recover")
    assert shown(own_desk) == LETTER[1]
    (entry,) = own_desk.history()
    assert (entry["outcome"], entry["delivered"], entry["source"]) == ("delivered", LETTER[1], box.title)
    assert interrupted(own_desk) == 0
    own_desk.dictate()
    box.holds(f"{LETTER[1]} ")


def agree(desk: Desk) -> None:
    """Say once more that it is to be deleted."""
    desk.screen.focus("Interrupted dictation")
    desk.screen.key("Tab", "space")


def test_it_can_be_deleted_instead(own_desk: Desk) -> None:
    own_desk.start()
    record(own_desk)
    own_desk.kill()
    own_desk.start()
    menu = offered(own_desk)
    menu.choose("discard")
    own_desk.screen.focus("Interrupted dictation")
    own_desk.screen.key("Return")  # which answers that it is to be kept
    assert interrupted(own_desk) == 1
    menu.choose("discard")
    agree(own_desk)
    until(lambda: not list(own_desk.recordings.iterdir()), "an empty folder")
    assert (interrupted(own_desk), own_desk.history()) == (0, [])


def test_what_the_command_line_has_recovered_meanwhile_is_left_alone(own_desk: Desk) -> None:
    own_desk.start()
    record(own_desk)
    own_desk.kill()
    own_desk.start()
    menu = offered(own_desk)
    assert own_desk.asrpro("recover", "1").strip() == LETTER[1]
    menu.choose("discard")
    agree(own_desk)
    own_desk.ask("status")  # which it answers after that
    assert len(list(own_desk.recordings.glob("*.wav"))) == 1
    assert [entry["outcome"] for entry in own_desk.history()] == ["delivered"]


def ended(desk: Desk, how: str) -> None:
    """End the program in this way: soon, well, and with all its children."""
    process = desk.process
    assert process
    children = psutil.Process(process.pid).children(recursive=True)
    if how == "quit":
        desk.programs.start(*ASRPRO, "quit")
    else:
        process.send_signal(getattr(signal, how))
    assert process.wait(PATIENCE) == 0
    assert desk.programs.output(process) == ""
    until(lambda: not any(child.is_running() for child in children), "the end of its children", 5)


@pytest.mark.parametrize(
    "how", ["SIGTERM", pytest.param("SIGINT", marks=SOAK), pytest.param("SIGHUP", marks=SOAK), "quit"]
)
def test_an_end_while_recording_keeps_the_recording(own_desk: Desk, how: str) -> None:
    own_desk.start()
    own_desk.copy("what was copied before")
    record(own_desk)
    assert own_desk.children("asrpro.runtime.host_main")
    began = time.monotonic()
    ended(own_desk, how)
    assert time.monotonic() - began < 5
    assert own_desk.clipboard() == "what was copied before"
    assert not own_desk.sound.in_use()
    own_desk.start()
    offered(own_desk)
    assert interrupted(own_desk) == 1


@pytest.mark.parametrize("how", ["SIGTERM", pytest.param("quit", marks=SOAK)])
def test_an_end_while_a_text_is_on_offer_gives_the_clipboard_back(own_desk: Desk, how: str) -> None:
    own_desk.start()
    own_desk.copy("what was copied before")
    own_desk.dictate()  # into no window at all, so that nobody takes it
    until(lambda: own_desk.clipboard() == f"{LETTER[1]} ", "the offer")
    began = time.monotonic()
    ended(own_desk, how)
    assert time.monotonic() - began < 5
    assert own_desk.clipboard() == "what was copied before"
    (entry,) = own_desk.history()
    assert entry["delivered"] == LETTER[1]
    assert interrupted(own_desk) == 0


def test_a_screen_that_dies_takes_the_program_with_it_and_nothing_else(own_desk: Desk) -> None:
    process = own_desk.start()
    record(own_desk)
    children = psutil.Process(process.pid).children(recursive=True)
    own_desk.screen.die()
    process.wait(PATIENCE)
    assert "Traceback" not in own_desk.programs.output(process)
    until(lambda: not any(child.is_running() for child in children), "the end of its children", 5)
    assert interrupted(own_desk) == 1


LOGIN = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
SAVER = ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged")


def emit(desk: Desk, bus: str, place: tuple[str, str, str], *, on: bool) -> None:
    """Say on a bus that people go away, or come back."""
    path, interface, member = place
    connection = open_dbus_connection(desk.programs.environment[f"DBUS_{bus}_BUS_ADDRESS"])
    connection.send(new_signal(DBusAddress(path, interface=interface), member, "b", (on,)))
    connection.close()


@pytest.mark.parametrize(("bus", "place"), [pytest.param("SYSTEM", LOGIN, marks=SOAK), ("SESSION", SAVER)])
def test_nobody_is_heard_who_has_gone_away(own_desk: Desk, bus: str, place: tuple[str, str, str]) -> None:
    socket = own_desk.programs.folder / "system-bus"
    command = ("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={socket}")
    own_desk.programs.start(*command)
    until(lambda: listens(socket), "the system's bus")
    own_desk.programs.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={socket}"
    own_desk.start()
    box = record(own_desk)
    emit(own_desk, bus, place, on=True)
    until(lambda: not own_desk.sound.in_use(), "the end of the recording")
    own_desk.reach("idle")
    assert not own_desk.says_something()
    emit(own_desk, bus, place, on=False)
    menu = offered(own_desk)
    assert interrupted(own_desk) == 1
    menu.choose("recover")
    assert shown(own_desk) == LETTER[1]
    assert box.text == ""
