"""What was said, and in which file, stays out of the log."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from asrpro.cli.main import run
from fixtures.command import asrpro
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.cli.program import Program
    from fixtures.speech import Clip


def test_no_word_and_no_name_is_logged_whatever_happens(
    clips: list[Clip], whisper_folder: Path, home: Path, tmp_path: Path
) -> None:
    names = ["Kuendigung", "Gehaltsliste", "Diagnose"]
    talk = written(tmp_path / f"{names[0]}.wav", [heard(clip.path) for clip in clips[4:14]])
    (tmp_path / f"{names[1]}.wav").write_text("no sound")
    out = tmp_path / "out"
    (out / f"{names[0]}.txt").mkdir(parents=True)
    options = ["-m", whisper_folder]
    # It goes well, a file is none, another is missing, and the transcript cannot be saved.
    done = asrpro("transcribe", talk, tmp_path / f"{names[1]}.wav", f"/nowhere/{names[2]}.wav", *options)
    assert done.returncode == 1
    assert asrpro("transcribe", talk, *options, "-o", out, "--overwrite").returncode == 1
    translated = asrpro("transcribe", talk, *options, "--task", "translate")
    assert translated.returncode == 0

    logged = (home / "log" / "asrpro.log").read_text("utf-8")
    assert logged.count("level=info") > 8
    assert [name for name in names if name in logged] == []
    # The log has words of its own, but no two together.
    pairs = {pair for line in (done.stdout + translated.stdout).splitlines() for pair in pairwise(line.split())}
    assert len(pairs) > 15
    assert [pair for pair in pairs if " ".join(pair).lower() in logged.lower()] == []


@pytest.mark.parametrize(("level", "written_down"), [("info", False), ("debug", True)])
@pytest.mark.parametrize("model", ["prints", "prints-in-c"])
def test_what_libraries_print_is_logged_only_when_everything_is(
    odd_program: Program, talk: Path, model: str, level: str, *, written_down: bool
) -> None:
    assert run(odd_program, ["--log-level", level, "transcribe", "-m", model, str(talk)]) == 0
    assert ("printed by" in odd_program.log_file.read_text("utf-8")) is written_down


@pytest.mark.parametrize("model", ["dies", "raises"])
def test_engines_that_fail_leave_no_word(odd_program: Program, talk: Path, model: str) -> None:
    run(odd_program, ["transcribe", "-m", model, str(talk)])
    logged = odd_program.log_file.read_text("utf-8")
    assert "level=warning" in logged or "level=error" in logged
    assert "Second" not in logged
