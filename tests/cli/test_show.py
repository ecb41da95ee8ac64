from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.text import Text

from asrpro.cli.show import Show, clock, held_back, printable
from asrpro.errors import AppError, OutputError
from fixtures.command import Terminal

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        *[(text, text) for text in ("Grüße, 会議", "🙂\u200d👩", "«\u00a0mot\u00a0»", "می\u200cخواهم")],
        ("\x1b[2Jgone\x07\x9b31m\x7f", "�[2Jgone��31m�"),
        ("two\nlines\rand\ta tab", "two�lines�and�a tab"),
        ("no unicode: \udce9", "no unicode: �"),
        ("talk\u202egnp.exe \u2067x\u2069", "talk�gnp.exe �x�"),
        ("שלום\u200f!", "שלום\u200f!"),
    ],
)
def test_what_would_command_a_terminal_is_not_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_line_breaks_are_kept_where_they_are_meant() -> None:
    assert printable("a\n\tb\rc", keep="\n\t") == "a\n\tb�c"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (6.6, "0:07"), (59.4, "0:59"), (59.6, "1:00"), (3599.7, "1:00:00"), (36_000, "10:00:00")],
)
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_what_was_held_back_is_one_line() -> None:
    assert held_back("Nobody spoke.", 61.2, "Thank you") == "Held back at 1:01: Thank you (Nobody spoke.)"


def test_without_a_terminal_there_is_text_and_what_is_wrong(capsys: Told) -> None:
    with Show() as show:
        show.begin("talk.wav")
        show.progress(1, 2)
        show.text("One.\n")
        show.note("A note.")
        show.complain(AppError("It is wrong.", "Do this."))
        show.complain(AppError("It is wrong."))
        show.finish("Done.")
    assert capsys.readouterr() == ("One.\n", "A note.\nError: It is wrong.\nDo this.\nError: It is wrong.\n")


def test_a_heading_comes_with_the_first_text_of_a_file(capsys: Told) -> None:
    with Show() as show:
        for name, texts in {"a": ["One.\n", "Two.\n"], "silent": [], "blank": [""], "b": ["Three.\n"]}.items():
            show.begin(name, heading=True)
            for text in texts:
                show.text(text)
    assert capsys.readouterr().out == "a:\nOne.\nTwo.\n\nb:\nThree.\n"


def test_a_name_in_a_heading_is_one_that_can_be_written(capsys: Told) -> None:
    show = Show()
    show.begin("caf\udce9\n.wav", heading=True)
    show.text("One.\n")
    assert capsys.readouterr() == ("caf��.wav:\nOne.\n", "")


def test_text_for_a_file_is_as_it_is_and_notes_are_for_people(capsys: Told) -> None:
    show = Show()
    show.text("bell \x07\n")
    show.note("bell \x07")
    assert capsys.readouterr() == ("bell \x07\n", "bell �\n")


def test_letters_that_the_output_lacks_are_told_of_once(monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252", errors="replace"))
    show = Show()
    for text in ("Größe\n", "→\n", "会\n"):
        show.text(text)
    assert written.getvalue().decode("cp1252") == "Größe\n?\n?\n"
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "Standard output is written in cp1252, which lacks some letters: ? stands for them.",
        "Set PYTHONIOENCODING=utf-8, or give a folder for the transcripts: --output DIR",
    ]


def test_an_output_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    show = Show()
    full = open("/dev/full", "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closing it fails as well
    monkeypatch.setattr(sys, "stdout", full)
    with pytest.raises(OutputError, match=r"Standard output cannot be written: No space left on device\. .*--output"):
        show.text("One.\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    full.close()


def test_nobody_to_read_notes_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    gone = os.fdopen(writing, "w")
    monkeypatch.setattr(sys, "stderr", gone)
    Show().note("A note.")
    os.dup2(os.open(os.devnull, os.O_WRONLY), gone.fileno())
    gone.close()
    monkeypatch.setattr(sys, "stderr", None)
    Show().complain(AppError("It is wrong."))


DRAWS = """
import sys, time
from asrpro.cli.show import Show
from asrpro.errors import AppError
names = ["a\\x1b[31m name that is so long that nothing would be left for the bar.wav", "b"]
with Show() as show:
    for number, name in enumerate(names, 1):
        show.begin(name, number, 2, heading=True)
        for tenth in range(1, 11):
            show.progress(tenth * 60, 600.0 if number == 1 else None)
            time.sleep(float(sys.argv[1]))
        show.text(f"Text :smile: [bold]{number}[/bold].\\n")
        show.note("A note that is longer than forty columns, and /a/path/that/is/much/longer/than/forty/columns.")
    show.complain(AppError("It is wrong.", "Do this."))
print("behind")
"""
FRAME = r"[^\r\n]*\x1b\[[^\r\n]*━[^\r\n]*"


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_line_fits_and_is_gone_in_the_end(columns: int) -> None:
    with Terminal(sys.executable, "-c", DRAWS, "0.15", columns=columns) as terminal:
        assert terminal.ended() == 0
    frames = [Text.from_ansi(frame).plain for frame in re.findall(FRAME, terminal.raw)]
    assert len(frames) > 8
    assert max(map(cell_len, frames)) <= columns - 4  # ^C has room
    assert any(re.search(r"^1/2 a�\[31m .*… ━.* \d+% \d+x \d:\d\d$", frame) for frame in frames)
    assert any(re.search(r"^2/2 b ━+ +\d+:00", frame) for frame in frames)
    screen = [line for line in terminal.screen if line]
    assert not [line for line in screen if "━" in line]
    assert "/a/path/that/is/much/longer/than/forty/columns." in "".join(screen)
    assert "Text :smile: [bold]2[/bold]." in screen
    assert screen[-3:] == ["Error: It is wrong.", "Do this.", "behind"]
    assert terminal.raw.count("\x1b[?25l") == terminal.raw.count("\x1b[?25h") == 1


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_left_out_where_nobody_wants_it(environment: dict[str, str], coloured: bool) -> None:  # noqa: FBT001
    with Terminal(sys.executable, "-c", DRAWS, "0", **environment) as terminal:
        terminal.ended()
    assert ("\x1b[1;31mError:" in terminal.raw) is coloured
    assert ("\x1b[3" in terminal.raw) is coloured


def test_a_dumb_terminal_gets_plain_lines() -> None:
    with Terminal(sys.executable, "-c", DRAWS, "0", TERM="dumb") as terminal:
        terminal.ended()
    assert "\x1b" not in terminal.raw
    assert "━" not in terminal.raw
    assert "Text :smile: [bold]1[/bold]." in terminal.raw


def test_text_goes_to_its_file_although_the_line_is_drawn(tmp_path: Path) -> None:
    with Terminal("/bin/sh", "-c", '"$@" > $0', tmp_path / "text", sys.executable, "-c", DRAWS, "0.1") as terminal:
        assert terminal.ended() == 0
    assert "━" in terminal.raw
    assert "Text" not in terminal.raw
    lines = (tmp_path / "text").read_text("utf-8").splitlines()
    assert lines[1::3] == ["Text :smile: [bold]1[/bold].", "Text :smile: [bold]2[/bold]."]


def test_text_that_a_pipe_brings_back_does_not_meet_the_line() -> None:
    """The line waits a moment for what reads the pipe; on a machine so busy that it wakes later, they may meet once."""
    wanted = ["Text :smile: [bold]1[/bold].", "Text :smile: [bold]2[/bold]."]
    for _try in range(3):
        with Terminal("/bin/sh", "-c", '"$@" | cat', "", sys.executable, "-c", DRAWS, "0.1") as terminal:
            assert terminal.ended() == 0
        assert "━" in terminal.raw
        seen = [line for line in terminal.screen if "Text" in line or "━" in line]
        if seen == wanted:
            break
    assert seen == wanted
