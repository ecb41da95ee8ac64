"""What is known of a text's arrival, and what becomes of the clipboards when it does not arrive."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from fixtures.clipboard_owner import own
from fixtures.clipboard_watcher import Watcher
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.clipboards import Clipboards
    from fixtures.dictating import Dictating
    from fixtures.screen import Screen

UNHURRIED = 3.0
"""Seconds that a busy machine may add to what takes next to none; Qt would be stuck for ten over a hung owner."""


def deaf(desk: Screen) -> None:
    """Give the focus to a window that pastes nothing."""
    desk.programs.start("xmessage", "-title", "deaf", "hello")
    desk.focus("deaf")


def test_nobody_reads(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    deaf(desk)
    dictating.ask("prepare")
    done = dictating.deliver("text")
    assert done["arrival"] == "not read"
    assert "clipboard" in done["notice"]
    assert 1.5 <= done["at"] - done["sent"] < 1.5 + UNHURRIED
    assert clipboards.text() == "text"
    clipboards.returned()
    assert 8 <= time.monotonic() - done["sent"] < 8 + UNHURRIED
    assert clipboards.text() == "what was there"


def test_a_late_read_is_told(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    """A window that is busy takes the text when it is back."""
    clipboards.copy("what was there")
    box = TextBox(desk)
    box.process.send_signal(signal.SIGSTOP)
    dictating.ask("prepare")
    assert dictating.deliver("text")["arrival"] == "not read"
    box.process.send_signal(signal.SIGCONT)
    late = dictating.answer()
    assert late["arrival"] == "read"
    assert late["read"] - late["sent"] > 1.5
    box.holds("text")
    clipboards.returned()
    assert clipboards.text() == "what was there"


def test_a_clipboard_manager_is_not_the_window(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    watcher = Watcher(desk)
    clipboards.copy("what was there")
    deaf(desk)
    dictating.ask("prepare")
    assert dictating.deliver("text")["arrival"] == "not read"
    until(lambda: "text" in watcher.texts, "the clipboard manager")
    box = TextBox(desk)
    assert dictating.deliver("more")["arrival"] == "read"
    box.holds("more")
    until(lambda: watcher.texts[-1] == "what was there", "the return of the clipboard")


def test_what_somebody_copies_meanwhile_stays(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("what was there")
    deaf(desk)
    either.ask("prepare")
    assert either.deliver("text")["arrival"] == "not read"
    clipboards.copy("copied meanwhile")
    # The next may begin at once, and ends with the return of the clipboard.
    box = TextBox(desk)
    assert either.deliver("next")["arrival"] == "read"
    box.holds("next")
    clipboards.returned()
    assert clipboards.text() == "copied meanwhile"


def test_only_the_selection_that_was_taken_is_left(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    clipboards.copy("what was selected", "primary")
    desk.programs.start("xterm", "-T", "shell", "-e", "cat")
    desk.focus("shell")
    dictating.ask("prepare")
    assert dictating.deliver("text")["arrival"] == "read"
    clipboards.copy("selected meanwhile", "primary")
    clipboards.returned()
    assert clipboards.text() == "what was there"
    assert clipboards.text("primary") == "selected meanwhile"


def test_the_next_need_not_wait_for_one_that_nobody_reads(desk: Screen, dictating: Dictating) -> None:
    deaf(desk)
    dictating.ask("deliver", text="one")
    dictating.ask("deliver", text="two")
    first, second = dictating.answer(), dictating.answer()
    assert first["arrival"] == second["arrival"] == "not read"
    assert second["sent"] - first["sent"] < 1.5 + UNHURRIED


def test_an_owner_that_hangs_costs_little(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was selected", "primary")
    owner = own(desk, {"text/plain": b"never to be read"})
    box = TextBox(desk)
    owner.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    done = dictating.deliver("text")
    assert done["arrival"] == "read"
    assert done["at"] - began < UNHURRIED
    assert "does not answer" in done["notice"]
    box.holds("text")
    owner.send_signal(signal.SIGCONT)


def test_what_takes_too_long_is_named(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    own(desk, {"text/plain": b"quick", "image/png": b"slow"}, slow={"image/png": 2})
    box = TextBox(desk)
    dictating.ask("prepare")
    done = dictating.deliver("text")
    assert done["arrival"] == "read"
    assert "too long: the image" in done["notice"]
    box.holds("text")
    clipboards.returned()
    assert clipboards.text() == "quick"


def test_what_is_too_large_is_named(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    own(desk, {"text/plain": b"small", "image/png": bytes(33 << 20)})
    box = TextBox(desk)
    dictating.ask("prepare")
    done = dictating.deliver("text")
    assert done["arrival"] == "read"
    assert "too large: the image" in done["notice"]
    box.holds("text")
    clipboards.returned()
    assert clipboards.text() == "small"


def test_a_program_of_which_nothing_is_known(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    clipboards.copy("what was selected", "primary")
    box = TextBox(desk)
    desk.programs.run("xprop", "-id", box.window, "-remove", "WM_CLASS")
    dictating.ask("prepare")
    done = dictating.deliver("text\n")
    assert (done["arrival"], done["target"]["program"]) == ("read", "")
    box.holds("text")  # it might have been a terminal, where a line break runs commands
    clipboards.returned()
    clipboards.returned("primary")
    assert clipboards.text() == "what was there"
    assert clipboards.text("primary") == "what was selected"


def test_a_program_for_which_another_reads(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    """As Wine does; then only those count as watchers that have read too early."""
    watcher = Watcher(desk)
    clipboards.copy("what was there")
    box = TextBox(desk)
    desk._display.create_resource_object("window", int(box.window)).set_wm_class("notepad.exe", "notepad.exe")
    desk._display.sync()
    dictating.ask("prepare")
    done = dictating.deliver("text")
    assert done["target"]["program"] == "notepad.exe"
    assert done["arrival"] == "read"
    box.holds("text")
    until(lambda: "text" in watcher.texts, "the clipboard manager")
    clipboards.returned()
    assert clipboards.text() == "what was there"
