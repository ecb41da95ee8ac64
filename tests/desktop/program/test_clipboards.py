"""What was on the clipboards before a dictation is there after it, whatever it was and whoever looks at it."""

from __future__ import annotations

import base64
import signal
from typing import TYPE_CHECKING

import pytest

from fixtures.clipboard_owner import own
from fixtures.clipboard_watcher import Watcher
from fixtures.clipboards import Clipboards
from fixtures.dictation_desk import LETTER
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.dictation_desk import Desk
    from fixtures.text_box import TextBox

WRITTEN = f"{LETTER[1]} "
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HELD = {
    "image": {"image/png": PNG},
    "page": {"text/html": "<b>What</b> was <i>thére</i>".encode(), "text/plain": "What was thére".encode()},
    "text": {"text/plain": "Was da war: äöü 世界 🎉\n".encode()},
    "files": {
        "text/uri-list": b"file:///home/anna/letter.odt\r\nfile:///home/anna/photo.jpg\r\n",
        "x-special/gnome-copied-files": b"copy\nfile:///home/anna/letter.odt\nfile:///home/anna/photo.jpg",
    },
}
"""What people copy."""
SOON = 4.0
"""Seconds in which a recognised text is pasted on a busy machine; Qt would be stuck for ten over a hung owner."""


@pytest.fixture
def clipboards(running: Desk) -> Clipboards:
    """What is on the clipboards of the desk."""
    return Clipboards(running.screen)


@pytest.fixture
def watcher(running: Desk) -> Iterator[Watcher]:
    """A clipboard manager."""
    watcher = Watcher(running.screen)
    yield watcher
    running.programs.end(watcher.process)


@pytest.mark.parametrize("held", HELD)
def test_what_was_copied_is_back(running: Desk, box: TextBox, clipboards: Clipboards, held: str) -> None:
    clipboards.copy("what was selected", "primary")
    owner = own(running.screen, HELD[held])
    before = clipboards.all()
    running.dictate()
    box.holds(WRITTEN)
    clipboards.returned()
    assert clipboards.all() == before
    assert {**before, **HELD[held]} == before
    assert clipboards.text("primary") == "what was selected"
    running.rest()
    assert running.status()["notice"] == ""
    running.programs.end(owner)
    assert clipboards.all() == before  # it is kept now, whatever becomes of who offered it


def test_an_empty_clipboard_is_empty(running: Desk, box: TextBox) -> None:
    running.programs.end(own(running.screen, HELD["text"]))
    assert not running.screen.owner("CLIPBOARD")
    running.dictate()
    box.holds(WRITTEN)
    until(lambda: not running.screen.owner("CLIPBOARD"), "an empty clipboard")


def test_an_owner_that_hangs(running: Desk, box: TextBox) -> None:
    owner = own(running.screen, HELD["text"])
    owner.send_signal(signal.SIGSTOP)
    older = running.newest()
    running.dictate()
    box.holds(WRITTEN)
    running.notices("What was on the clipboard is lost")
    assert running.remembered(older)["stages"]["deliver"] < SOON
    owner.send_signal(signal.SIGCONT)
    running.programs.end(owner)


def test_what_is_lost_is_said_once(running: Desk, box: TextBox, clipboards: Clipboards) -> None:
    owner = own(running.screen, {"text/plain": b"quick", "image/png": PNG}, slow={"image/png": 3})
    running.dictate()
    box.holds(WRITTEN)
    running.notices("too long: the image")
    clipboards.returned()
    assert clipboards.text() == "quick"
    running.rest()
    running.dictate()
    box.holds(WRITTEN * 2)
    running.rest()
    assert running.status()["notice"] == ""
    running.programs.end(owner)


def test_a_clipboard_manager_that_reads_at_once(
    running: Desk, box: TextBox, clipboards: Clipboards, watcher: Watcher
) -> None:
    clipboards.copy("what was there")
    until(lambda: watcher.texts[-1:] == ["what was there"], "the clipboard manager")
    older = running.newest()
    running.dictate()
    box.holds(WRITTEN)
    assert running.remembered(older)["outcome"] == "delivered"
    clipboards.returned()
    assert clipboards.text() == "what was there"
    until(lambda: watcher.texts == ["what was there", WRITTEN, "what was there"], "what came by")


def test_what_is_copied_while_somebody_speaks(running: Desk, box: TextBox, clipboards: Clipboards) -> None:
    clipboards.copy("what was there")
    running.screen.down("F9")
    running.reach("recording")
    clipboards.copy("copied while speaking")
    running.say()
    running.screen.up("F9")
    box.holds(WRITTEN)
    clipboards.returned()
    assert clipboards.text() == "copied while speaking"
