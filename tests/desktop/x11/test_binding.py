"""How chords are bound, bound anew and given back, and what comes in between."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.keys import parse
from asrpro.desktop.ports import Binding, Chord, KeyEvent
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.hotkeys import X11Hotkeys
from asrpro.desktop.x11.keyboard import X11Keyboard
from asrpro.errors import AppError
from fixtures.heard import RIGHT_CTRL, Heard
from fixtures.programs import PATIENCE, until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.screen import Screen


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
    """Escape cancels while a key is held, and at no other time; the key goes on being held."""
    box = TextBox(desk)
    events: list[str] = []
    start, cancel = Binding("start", parse("F9")), Binding("cancel", parse("BackSpace"))

    def tell(event: KeyEvent) -> None:
        events.append(f"{event.kind} {event.name}")
        if event.name == "start":
            assert hotkeys.bind([start, cancel] if event.kind == "press" else [start]) == ()

    hotkeys = X11Hotkeys(tell, Sending(), desk.name)
    hotkeys.bind([start])
    desk.key("a", "b", "BackSpace")
    box.holds("a")
    desk.down("F9")
    until(lambda: events, "the press")
    desk.key("BackSpace")
    until(lambda: "release cancel" in events, "the cancel key")
    assert events == ["press start", "press cancel", "release cancel"]
    desk.up("F9")
    until(lambda: "release start" in events, "the release")
    desk.key("BackSpace")
    box.holds("")
    hotkeys.close()
    assert len(events) == 4


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
    assert heard.bind(one="F9", two="alt+漢") == ("This keyboard has no Alt+漢; choose another key.",)


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


def test_what_is_sent_waits_for_a_hotkey_to_be_let_go(desk: Screen, heard: Heard) -> None:
    """A grabbed key that is down would take everything for itself."""
    box = TextBox(desk)
    keyboard = X11Keyboard(heard.sending, desk.name)
    heard.bind(dictate="F9")
    desk.down("F9")
    heard.wait("press dictate")
    typing = threading.Thread(target=keyboard.type, args=("all of it",))
    typing.start()
    typing.join(0.1)
    assert typing.is_alive()
    desk.up("F9")
    typing.join(PATIENCE)
    box.holds("all of it")
    keyboard.close()


def test_nothing_is_sent_beside_a_hotkey_that_stays_down(desk: Screen, heard: Heard) -> None:
    box = TextBox(desk)
    keyboard = X11Keyboard(heard.sending, desk.name)
    heard.bind(dictate="F9")
    desk.down("F9")
    heard.wait("press dictate")
    with pytest.raises(AppError, match="held down"):
        keyboard.send(Chord("x"))
    desk.up("F9")
    before = time.monotonic()
    assert before <= keyboard.send(Chord("y")) <= time.monotonic()
    box.holds("y")
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
