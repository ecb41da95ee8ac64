"""Texts arrive under Wayland, and the text on the clipboard comes back."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

from fixtures.dictating import delivering
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictating import Dictating
    from fixtures.wayland import Sway


def copy(screen: Sway, text: bytes, *more: str) -> None:
    """Copy something, as a user would elsewhere."""
    screen.programs.run("sh", "-c", 'wl-copy "$@" >/dev/null 2>&1', "sh", *more, given=text)


def pasted(screen: Sway, kind: str = "text") -> bytes:
    """What another program finds on the clipboard; empty where there is nothing of that kind."""
    command = f"wl-paste --no-newline --type {kind} 2>/dev/null | base64 -w0"
    return base64.b64decode(screen.programs.run("sh", "-c", command))


def holds(file: Path, text: str) -> None:
    """Wait until a text box holds this."""
    until(lambda: file.read_text("utf-8") == text, f"{text!r} in the text box")


def test_a_text_arrives_and_the_clipboard_comes_back(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"what was there\n")
    box = screen.text_box("Notes")
    dictating.ask("prepare")
    done = dictating.deliver("Grüße, 世界 🌍\nsecond line\n")
    assert (done["arrival"], done["notice"]) == ("not confirmed", "")
    holds(box, "Grüße, 世界 🌍\nsecond line\n")
    until(lambda: pasted(screen) == b"what was there\n", "the return of the clipboard")
    assert time.monotonic() - done["sent"] > 0.9


def test_a_long_text_arrives(screen: Sway, dictating: Dictating) -> None:
    box = screen.text_box("Notes")
    text = ("Zwölf Boxkämpfer 🥊 jagen Viktor.\n" * 1000)[:20_000]
    dictating.deliver(text)
    holds(box, text)


def test_two_at_once_arrive_in_order(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"what was there")
    box = screen.text_box("Notes")
    dictating.ask("deliver", text="one ")
    dictating.ask("deliver", text="two")
    assert [dictating.answer()["arrival"] for _ in range(2)] == ["not confirmed"] * 2
    holds(box, "one two")
    until(lambda: pasted(screen) == b"what was there", "the return of the clipboard")


def test_what_is_lost_is_said(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"\x89PNG", "--type", "image/png")
    box = screen.text_box("Notes")
    done = dictating.deliver("text")
    assert "only text" in done["notice"]
    holds(box, "text")
    until(lambda: not pasted(screen), "an empty clipboard")


def test_what_somebody_copies_meanwhile_stays(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"what was there")
    box = screen.text_box("Notes")
    dictating.ask("deliver", text="one ")
    dictating.answer()
    holds(box, "one ")
    copy(screen, b"copied meanwhile")
    dictating.deliver("two")
    holds(box, "one two")
    until(lambda: pasted(screen) == b"copied meanwhile", "the return of the clipboard")


def test_typing_and_undoing(screen: Sway, dictating: Dictating) -> None:
    box = screen.text_box("Notes")
    assert dictating.deliver("typed ", "type")["arrival"] == "typed"
    holds(box, "typed ")
    dictating.deliver("and pasted")
    holds(box, "typed and pasted")
    dictating.ask("undo")
    assert dictating.answer()["arrival"] == "not confirmed"
    holds(box, "typed ")
    dictating.ask("undo")
    assert "no text" in dictating.answer()["notice"]


def test_nothing_is_undone_in_another_window(screen: Sway, dictating: Dictating) -> None:
    box = screen.text_box("Notes")
    dictating.deliver("text", "type")
    holds(box, "text")
    screen.text_box("Other")
    dictating.ask("undo")
    assert "Another window" in dictating.answer()["notice"]
    assert box.read_text("utf-8") == "text"


def test_a_copied_text_stays(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"what was there")
    screen.text_box("Notes")
    assert dictating.deliver("to stay", "copy")["arrival"] == "copied"
    dictating.ask("close")
    dictating.answer("closed")
    dictating.quit()
    assert pasted(screen) == b"to stay"


def test_closing_puts_back_at_once(screen: Sway, dictating: Dictating) -> None:
    copy(screen, b"what was there")
    screen.text_box("Notes")
    dictating.deliver("text")
    dictating.ask("close")
    dictating.answer("closed")
    assert pasted(screen) == b"what was there"


def without(screen: Sway, tmp_path: Path, *tools: str) -> None:
    """Have the desktop lack all small programs but these."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("swaymsg", "cat", *tools):
        (folder / tool).symlink_to(f"/usr/bin/{tool}")
    screen.programs.environment["PATH"] = str(folder)


def test_without_wtype_the_text_is_copied(screen: Sway, tmp_path: Path) -> None:
    screen.text_box("Notes")
    whole = screen.programs.environment["PATH"]
    without(screen, tmp_path, "wl-copy", "wl-paste")
    with delivering(screen.programs, "wayland") as dictating:
        screen.programs.environment["PATH"] = whole
        for method in ("paste", "type"):
            done = dictating.deliver(method, method)
            assert done["arrival"] == "copied"
            assert "wtype" in done["notice"]
            assert pasted(screen) == method.encode()


def test_without_wl_copy_it_says_what_to_install(screen: Sway, tmp_path: Path) -> None:
    screen.text_box("Notes")
    without(screen, tmp_path)
    with delivering(screen.programs, "wayland") as dictating:
        done = dictating.deliver("text")
        assert done["arrival"] == "failed"
        assert "wl-clipboard" in done["notice"]
