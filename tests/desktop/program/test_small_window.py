"""Where there is no tray a small window has the same menu, and gives way to a tray that comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import ASRPRO, LETTER, Desk, desk
from fixtures.programs import PATIENCE, until
from fixtures.text_box import TextBox
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLE = "ASR Pro"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Desk]:
    """A desk without a tray, at which the program runs, and has said all that it has to say at first."""
    with desk(tmp_path, tray=False) as one:
        one.start()
        yield one


def press(desk: Desk, *keys: str) -> None:
    """Take the small window and press keys there; the first button has the focus."""
    desk.screen.focus(TITLE)
    desk.screen.key(*keys)


def test_its_buttons_dictate_into_the_window_behind(bare: Desk) -> None:
    other, box = TextBox(bare.screen, "Other"), TextBox(bare.screen)
    press(bare, "space")
    bare.reach("recording")
    bare.say()
    press(bare, "space")
    box.holds(f"{LETTER[1]} ")
    assert bare.screen.focused() == box.window
    bare.rest()
    other.focus()
    press(bare, "Tab", "Tab", "Tab", "Tab", "space")  # paste again
    other.holds(f"{LETTER[1]} ")
    bare.screen.key("x")
    other.holds(f"{LETTER[1]} x")
    assert box.text == f"{LETTER[1]} "
    bare.copy("something else")
    press(bare, "Tab", "space")  # copy last
    until(lambda: bare.clipboard() == f"{LETTER[1]} ", "the copy")


def test_it_quits(bare: Desk) -> None:
    process = bare.process
    assert process
    press(bare, "shift+Tab", "space")
    assert process.wait(PATIENCE) == 0
    assert bare.programs.output(process) == ""


def test_closing_it_only_makes_it_small(bare: Desk) -> None:
    window = bare.screen.focus(TITLE)
    bare.programs.run("xdotool", "key", "alt+F4")
    until(lambda: "Iconic" in bare.programs.run("xprop", "-id", window, "WM_STATE"), "a small window")
    assert bare.status()["state"] == "idle"
    bare.asrpro("quit")


def test_a_second_start_says_that_it_is_there(bare: Desk) -> None:
    second = bare.programs.start(*ASRPRO)
    assert second.wait(PATIENCE) == 0
    assert bare.programs.output(second) == "ASR Pro runs already: its window is on the screen.\n"


def test_a_tray_that_comes_takes_its_place_and_one_that_goes_leaves_it(bare: Desk) -> None:
    box = TextBox(bare.screen)
    window = bare.screen.window(TITLE)
    bare.screen.show_tray()
    menu = TrayMenu(bare)
    until(lambda: window not in windows(bare), "the end of the window")
    menu.choose("dictate")
    bare.reach("recording")
    bare.screen.hide_tray()
    bare.screen.window(TITLE)
    bare.say()
    press(bare, "space")
    box.holds(f"{LETTER[1]} ")
    bare.screen.show_tray()
    until(lambda: windows(bare) == [menu.icon], "the icon alone")
    menu.choose("paste_again")
    box.holds(f"{LETTER[1]} " * 2)
    assert "level=error" not in bare.log()


def windows(desk: Desk) -> list[str]:
    """Those of the program that are to be seen."""
    assert desk.process
    return [window for window, _width in desk.windows(desk.process.pid)]
