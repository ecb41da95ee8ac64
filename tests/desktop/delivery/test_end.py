"""What was on the clipboard outlives the program, however that ends."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

import psutil

from asrpro.desktop.selections.contents import MARK
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.clipboards import Clipboards
    from fixtures.dictating import Dictating
    from fixtures.screen import Screen


def test_closing_puts_back_at_once(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("what was there")
    desk.programs.start("xmessage", "-title", "deaf", "hello")
    desk.focus("deaf")
    assert either.deliver("text")["arrival"] == "not read"
    assert MARK in clipboards.targets()
    either.ask("close")
    either.answer("closed")
    assert clipboards.text() == "what was there"


def test_closing_tells_what_was_not_done(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    desk.down("shift")
    for method in ("paste", "type", "copy"):
        dictating.ask("deliver", text="text", method=method)
    dictating.ask("undo")
    dictating.ask("close")
    assert [dictating.answer()["arrival"] for _ in range(4)] == ["failed"] * 4
    dictating.answer("closed")
    desk.up("shift")
    assert box.text == ""


def test_what_came_back_outlives_the_program(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    with_one_text(desk, clipboards, dictating)
    dictating.ask("close")
    dictating.answer("closed")
    dictating.quit()
    assert clipboards.text() == "what was there"


def test_it_comes_back_after_a_crash(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    desk.programs.start("xmessage", "-title", "deaf", "hello")
    desk.focus("deaf")
    dictating.ask("deliver", text="text")
    until(lambda: clipboards.text() == "text", "the offer")
    dictating.kill()
    clipboards.returned(seconds=2)
    assert clipboards.text() == "what was there"


def test_a_copied_text_outlives_the_program(clipboards: Clipboards, dictating: Dictating) -> None:
    dictating.deliver("to stay", "copy")
    dictating.ask("close")
    dictating.answer("closed")
    dictating.quit()
    assert clipboards.text() == "to stay"


def test_the_next_text_arrives_after_the_child_has_died(
    desk: Screen, clipboards: Clipboards, dictating: Dictating
) -> None:
    box = with_one_text(desk, clipboards, dictating)
    for child in keepers(desk):
        os.kill(child, signal.SIGKILL)
    clipboards.copy("what is there")
    assert dictating.deliver("two")["arrival"] == "read"
    box.holds("one two")
    clipboards.returned()
    assert clipboards.text() == "what is there"


def test_a_text_arrives_that_comes_before_the_child_s_death_is_noticed(
    desk: Screen, clipboards: Clipboards, dictating: Dictating
) -> None:
    box = with_one_text(desk, clipboards, dictating)
    os.kill(dictating.pid, signal.SIGSTOP)
    for child in keepers(desk):
        os.kill(child, signal.SIGKILL)
    dictating.ask("deliver", text="two", method="paste")
    os.kill(dictating.pid, signal.SIGCONT)
    assert dictating.answer()["arrival"] == "read"
    box.holds("one two")


def test_no_child_stays_that_nobody_needs(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    with_one_text(desk, clipboards, dictating)
    dictating.ask("close")
    dictating.answer("closed")
    dictating.quit()
    assert len(keepers(desk)) == 1
    clipboards.copy("something else")
    until(lambda: not keepers(desk), "the end of the child")


def with_one_text(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> TextBox:
    """A text box into which one text was pasted, after which the clipboard is what it was."""
    clipboards.copy("what was there")
    box = TextBox(desk)
    dictating.deliver("one ")
    box.holds("one ")
    clipboards.returned()
    return box


def keepers(desk: Screen) -> list[int]:
    """The process ids of children on this screen."""
    children = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):  # it may end while it is looked at
            ours = "asrpro.desktop.selections.keeper_main" in process.cmdline()
            if ours and process.environ().get("DISPLAY") == desk.name:
                children.append(process.pid)
    return children
