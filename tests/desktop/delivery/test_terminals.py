"""What is different in terminals, and in a browser."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.clipboards import Clipboards
    from fixtures.dictating import Dictating
    from fixtures.screen import Screen


def test_a_text_arrives_in_a_stock_xterm(
    desk: Screen, clipboards: Clipboards, dictating: Dictating, tmp_path: Path
) -> None:
    clipboards.copy("what was there")
    clipboards.copy("what was selected", "primary")
    into = tmp_path / "typed"
    desk.programs.start("xterm", "-u8", "-T", "shell", "-e", "sh", "-c", f"stty -echo; cat >{shlex.quote(str(into))}")
    desk.focus("shell")
    until(into.exists, "the shell")
    dictating.ask("prepare")
    done = dictating.deliver("echo Grüße 🌍\n\n")
    assert (done["arrival"], done["target"]["program"]) == ("read", "xterm")
    clipboards.returned()
    clipboards.returned("primary")
    assert clipboards.text() == "what was there"
    assert clipboards.text("primary") == "what was selected"
    assert into.read_text("utf-8") == ""  # nothing was run: the line stands unfinished
    desk.key("Return")
    until(lambda: into.read_text("utf-8") == "echo Grüße 🌍\n", "the line in the shell")


def test_undoing_in_a_terminal_leaves_what_stood_before(desk: Screen, dictating: Dictating, tmp_path: Path) -> None:
    into = tmp_path / "typed"
    desk.programs.start("xterm", "-u8", "-T", "shell", "-e", "sh", "-c", f"cat >{shlex.quote(str(into))}")
    desk.focus("shell")
    until(into.exists, "the shell")
    desk.programs.run("xdotool", "type", "before ")
    assert dictating.deliver("and afterwards")["arrival"] == "read"
    dictating.ask("undo")
    assert dictating.answer()["arrival"] == "not confirmed"
    desk.key("Return")
    until(lambda: into.read_text("utf-8"), "the line in the shell")
    assert into.read_text("utf-8") == "before \n"


def test_several_lines_in_a_terminal_are_not_taken_back(desk: Screen, dictating: Dictating) -> None:
    desk.programs.start("xterm", "-T", "shell", "-e", "cat")
    desk.focus("shell")
    assert dictating.deliver("one\ntwo")["arrival"] == "read"
    dictating.ask("undo")
    refused = dictating.answer()
    assert (refused["arrival"], bool(refused["notice"])) == ("failed", True)


PAGE = """<!doctype html><meta charset="utf-8"><title>empty</title><textarea autofocus></textarea><script>
const box = document.querySelector("textarea");
box.addEventListener("input", () => { document.title = "now " + box.value.length + " " + box.value.slice(0, 40); });
</script>"""


def test_a_text_arrives_in_chromium(desk: Screen, clipboards: Clipboards, dictating: Dictating, tmp_path: Path) -> None:
    """It reads twice for one paste."""
    clipboards.copy("what was there")
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    desk.programs.start(
        "chromium", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}", "--no-first-run", "--disable-gpu",
        "--disable-background-networking", "--password-store=basic", f"--app=file://{page}",
    )  # fmt: skip
    window = desk.focus("empty")

    # A page takes keys a moment after its window is there.
    def takes_keys() -> bool:
        desk.key("a")
        return desk.programs.run("xdotool", "getwindowname", window).startswith("now ")

    until(takes_keys, "a page that takes keys")
    desk.key("ctrl+a", "Delete")
    until(lambda: desk.programs.run("xdotool", "getwindowname", window).startswith("now 0"), "an empty page")
    dictating.ask("prepare")
    assert dictating.deliver("Grüße 世界 🌍")["arrival"] == "read"
    until(lambda: desk.programs.run("xdotool", "getwindowname", window).strip() == "now 11 Grüße 世界 🌍", "the text")
    clipboards.returned()
    assert clipboards.text() == "what was there"
