"""Texts under Wayland where nothing tells what has the focus, and clipboards that do not answer."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from fixtures.dictating import Dictating, delivering
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.wayland import Sway


@pytest.fixture
def unfocused(screen: Sway) -> Iterator[Dictating]:
    """A program that is told of no window."""
    with delivering(screen.programs, "unfocused") as program:
        yield program


def copied(screen: Sway, *which: str) -> str:
    """What another program finds on a clipboard."""
    return screen.programs.run("sh", "-c", 'wl-paste --no-newline "$@" 2>/dev/null || true', "sh", *which)


def holds(file: Path, text: str) -> None:
    """Wait until a text box holds this."""
    until(lambda: file.read_text("utf-8") == text, f"{text!r} in the text box")


def test_a_text_arrives_where_nothing_is_known_of_the_window(screen: Sway, unfocused: Dictating) -> None:
    for which in ([], ["--primary"]):
        screen.programs.run("sh", "-c", 'wl-copy "$@" >/dev/null 2>&1', "sh", *which, given=b"before")
    box = screen.text_box("Notes")
    unfocused.ask("deliver", text="one\n")
    until(lambda: copied(screen, "--primary") == "one", "the text where terminals look for it")
    done = unfocused.answer()
    assert (done["arrival"], done["notice"]) == ("not confirmed", "")
    holds(box, "one")
    for which in ([], ["--primary"]):
        until(lambda which=which: copied(screen, *which) == "before", "the return of the clipboard")


def test_what_cannot_be_read_is_said_and_not_cleared(screen: Sway, unfocused: Dictating) -> None:
    owner = screen.programs.start("wl-copy", "--foreground", "slow")
    until(lambda: copied(screen) == "slow", "the slow one")
    box = screen.text_box("Notes")
    owner.send_signal(signal.SIGSTOP)
    done = unfocused.deliver("one ")
    assert done["arrival"] == "not confirmed"
    assert "could not be read in time" in done["notice"]
    holds(box, "one ")
    done = unfocused.deliver("two")  # once the clipboards are back
    assert done["notice"] == ""
    holds(box, "one two")
    until(lambda: copied(screen) == "one ", "what was there before the second text")
    owner.send_signal(signal.SIGCONT)


def test_without_wl_copy_it_says_where_the_text_is(screen: Sway, tmp_path: Path) -> None:
    screen.text_box("Notes")
    screen.programs.environment["PATH"] = str(tmp_path)
    with delivering(screen.programs, "unfocused") as dictating:
        done = dictating.deliver("text")
        assert done["arrival"] == "failed"
        assert "wl-clipboard" in done["notice"]
        assert "asrpro history list" in done["notice"]
