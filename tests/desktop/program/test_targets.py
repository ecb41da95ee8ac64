"""Where dictated text lands: terminals, browsers, windows that take no text, and windows that came in between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures.clipboards import Clipboards
from fixtures.dictation_desk import LETTER
from fixtures.page import Page
from fixtures.programs import until
from fixtures.shell import Shell
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.dictation_desk import Desk

WRITTEN = f"{LETTER[1]} "
"""What is delivered."""
ODD = "Brief äöü 世界 🎉,\n\tGezeichnet Zoë"
"""What "letter" is to be written as."""
ODDLY = f"Please send the {ODD} before noon. "


@pytest.fixture
def clipboards(running: Desk) -> Clipboards:
    """What is on the clipboards of the desk."""
    return Clipboards(running.screen)


@pytest.fixture
def shell(running: Desk) -> Iterator[Shell]:
    """A terminal with the focus."""
    shell = Shell(running.screen)
    yield shell
    running.programs.end(shell.process)


@pytest.fixture(scope="module")
def browser(shared_desk: Desk) -> Iterator[Page]:
    """A page that is there all the time."""
    page = Page(shared_desk.screen)
    yield page
    shared_desk.programs.end(page.process)


@pytest.fixture
def page(browser: Page) -> Page:
    """A page with the focus."""
    browser.focus()
    browser.clear()
    return browser


@pytest.fixture
def deaf(running: Desk) -> Iterator[None]:
    """A window with the focus that takes no text."""
    process = running.programs.start("xmessage", "-title", "Deaf", "hello")
    running.screen.focus("Deaf")
    yield
    running.programs.end(process)


def test_a_terminal(running: Desk, shell: Shell, clipboards: Clipboards) -> None:
    clipboards.copy("what was there")
    clipboards.copy("what was selected", "primary")
    older = running.newest()
    running.dictate()
    assert running.remembered(older)["outcome"] == "delivered"
    clipboards.returned()
    clipboards.returned("primary")
    assert clipboards.text() == "what was there"
    assert clipboards.text("primary") == "what was selected"
    assert shell.text == ""  # nothing was run: the line stands unfinished
    running.screen.key("Return")
    shell.holds(f"{WRITTEN}\n")


def test_taken_back_from_a_terminal_and_pasted_again(running: Desk) -> None:
    shell = Shell(running.screen, raw=True)
    running.programs.run("xdotool", "type", "echo ")
    running.dictate()
    shell.reads(f"echo {WRITTEN}")
    running.rest()
    running.screen.key("ctrl+shift+F10")
    taken = "\x7f" * len(WRITTEN)
    shell.reads(f"echo {WRITTEN}{taken}")
    running.screen.key("shift+F9")
    shell.reads(f"echo {WRITTEN}{taken}{WRITTEN}")
    running.screen.key("ctrl+shift+F9")
    running.notices("The text is on the clipboard")
    assert running.clipboard() == WRITTEN
    running.programs.end(shell.process)


def test_a_page(running: Desk, page: Page, clipboards: Clipboards) -> None:
    clipboards.copy("what was there")
    running.dictate()
    page.holds(WRITTEN)
    clipboards.returned()
    assert clipboards.text() == "what was there"
    assert page.text == WRITTEN


def test_letters_of_all_kinds(running: Desk, page: Page) -> None:
    running.set("delivery.replacements", json.dumps({"letter": ODD}))
    running.dictate()
    page.holds(ODDLY)
    box = TextBox(running.screen)
    running.screen.key("shift+F9")
    box.holds(ODDLY)
    running.set("delivery.method", "type")
    running.screen.key("shift+F9")
    box.holds(ODDLY * 2)
    running.programs.end(box.process)


@pytest.mark.usefixtures("deaf")
def test_nobody_takes_it(running: Desk, clipboards: Clipboards) -> None:
    clipboards.copy("what was there")
    older = running.newest()
    running.dictate()
    assert "It is on the clipboard" in running.notices("did not take the text")
    assert clipboards.text() == WRITTEN
    entry = running.remembered(older)
    assert entry["outcome"] == "failed"
    assert "did not take the text" in entry["error"]
    box = TextBox(running.screen)
    running.screen.key("shift+F9")
    box.holds(WRITTEN)
    clipboards.returned()
    assert clipboards.text() == "what was there"
    running.programs.end(box.process)


def test_another_window_gets_nothing(running: Desk, box: TextBox) -> None:
    older = running.newest()
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    other = TextBox(running.screen, "Other")
    running.screen.up("F9")
    running.notices("Another window has the focus")
    assert running.clipboard() == WRITTEN
    entry = running.remembered(older)
    assert entry["outcome"] == "copied"
    assert "Another window" in entry["error"]
    running.screen.key("ctrl+v")
    other.holds(WRITTEN)
    assert box.text == ""
    running.programs.end(other.process)


def test_a_window_that_comes_while_a_key_is_held_gets_nothing(running: Desk, box: TextBox) -> None:
    """As with Alt+Tab: the text is there, and waits for Alt."""
    running.screen.key("F9")
    running.reach("recording")
    running.say()
    running.screen.key("F9")
    running.screen.down("alt")
    running.reach("delivering")
    other = TextBox(running.screen, "Other")
    running.screen.up("alt")
    running.notices("Another window has the focus")
    assert running.clipboard() == WRITTEN
    assert (box.text, other.text) == ("", "")
    running.programs.end(other.process)


def test_another_window_gets_it_where_that_is_wanted(running: Desk, box: TextBox) -> None:
    running.set("delivery.focus_changed", "deliver")
    running.screen.down("F9")
    running.reach("recording")
    running.say()
    other = TextBox(running.screen, "Other")
    running.screen.up("F9")
    other.holds(WRITTEN)
    assert box.text == ""
    running.programs.end(other.process)


def test_typing(running: Desk, box: TextBox, clipboards: Clipboards) -> None:
    clipboards.copy("what was there")
    running.set("delivery.method", "type")
    running.dictate()
    box.holds(WRITTEN)
    assert clipboards.text() == "what was there"
    running.rest()
    running.screen.key("ctrl+shift+F10")
    box.holds("")


def test_copying(running: Desk, box: TextBox) -> None:
    running.set("delivery.method", "copy")
    older = running.newest()
    running.dictate()
    assert running.remembered(older)["outcome"] == "copied"
    assert running.clipboard() == WRITTEN
    assert box.text == ""


def test_what_was_set_a_moment_ago_counts(running: Desk, box: TextBox) -> None:
    older = running.newest()
    running.asrpro("settings", "set", "delivery.method", "copy")
    running.ask("start")
    running.reach("recording")
    running.say()
    running.ask("stop")
    assert running.remembered(older)["outcome"] == "copied"
    assert box.text == ""


@pytest.mark.parametrize(("space", "delivered"), [("none", LETTER[1]), ("before", f" {LETTER[1]}")])
def test_spaces(running: Desk, box: TextBox, space: str, delivered: str) -> None:
    running.set("delivery.space", space)
    running.dictate()
    box.holds(delivered)
    running.rest()
    running.screen.key("shift+F9")
    box.holds(delivered * 2)


@pytest.mark.parametrize("key", ["F9", "105"])
def test_two_in_quick_succession(running: Desk, box: TextBox, key: str) -> None:
    """The second one is spoken while the first is on its way, which has to wait for its key."""
    running.dictate(key=key)
    until(lambda: running.status()["state"] != "recording", "the end of the first")
    running.dictate("please call the doctor tomorrow", key)
    box.holds(f"{WRITTEN}Please call the doctor tomorrow. ")


def test_shift_is_held_when_the_text_is_there(running: Desk, box: TextBox) -> None:
    running.screen.key("F9")
    running.reach("recording")
    running.say()
    running.screen.key("F9")
    running.screen.down("shift")
    running.reach("delivering")
    assert box.text == ""
    running.screen.up("shift")
    box.holds(WRITTEN)


def test_what_is_pasted_again_is_copied_too(running: Desk, box: TextBox) -> None:
    running.dictate()
    box.holds(WRITTEN)
    running.rest()
    running.screen.key("shift+F9")
    running.screen.key("ctrl+shift+F9")
    box.holds(WRITTEN * 2)
    until(lambda: running.clipboard() == WRITTEN, "the last text on the clipboard")
