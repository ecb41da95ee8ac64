"""What becomes of files and their text when engines, disks and people misbehave."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from asrpro.cli.main import run
from asrpro.domain import Audio
from fixtures.rooms import odd_room
from fixtures.sound import written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    before = psutil.Process().children(recursive=True)
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child not in before]
    assert psutil.wait_procs(left, timeout=2)[1] == []


def told(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_a_crash_costs_one_file_and_keeps_what_was_heard(
    odd_program: Program, history: History, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = written(tmp_path / "silent.wav", [Audio(np.zeros(16_000, np.float32))])
    code = run(odd_program, ["transcribe", "-m", "dies", str(talk), str(silent), str(tmp_path / "none.wav")])
    out, err = told(capsys)
    assert code == 1
    assert out == ["talk.wav:", "Second 0."]
    assert err[0] == "Error: Odd (dies) crashed, and again on a second try."
    assert "The audio is unharmed." in err[1]
    assert err[2] == "What was heard of talk.wav is kept: asrpro history show 1"
    assert err[-3:] == ["1 of 3 transcribed.", f"Failed: {talk}", f"Failed: {tmp_path / 'none.wav'}"]
    silence, crash = history.list()
    assert [entry.outcome for entry in (crash, silence)] == ["failed", "nothing heard"]
    assert (crash.heard, crash.error) == ("Second 0.", "Odd (dies) crashed, and again on a second try.")
    assert crash.delivered == "Second 0."


@pytest.mark.parametrize("model", ["raises", "dies-at-load"])
def test_other_misfortunes_are_told_in_a_sentence(
    odd_program: Program, talk: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(odd_program, ["transcribe", "-m", model, str(talk), "--format", "json"]) == 1
    out, err = told(capsys)
    assert out == []
    assert err[0].startswith(f"Error: Odd ({model}) ")
    assert "The audio is unharmed." in err[1]
    assert "Traceback" not in "".join(err)


@contextlib.contextmanager
def earless_room() -> Iterator[EngineRoom]:
    """A program that is wrongly put together."""
    with odd_room() as room:
        ears, room.ears = room.ears, None
        yield room
        room.ears = ears


def test_an_error_of_our_own_costs_a_file_and_is_told_without_a_trace(
    odd_program: Program, history: History, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.wav").write_bytes(talk.read_bytes())
    program = replace(odd_program, engine_room=earless_room)
    assert run(program, ["transcribe", "-m", "well", str(talk), str(tmp_path / "other.wav")]) == 1
    out, err = told(capsys)
    assert out == []
    sentences = ["Error: Something went wrong in ASR Pro itself.", f"What it was is in {program.log_file}."]
    assert err[:5] == [*sentences, *sentences, "0 of 2 transcribed."]
    assert "AttributeError" in program.log_file.read_text("utf-8")
    assert [entry.outcome for entry in history.list()] == ["failed", "failed"]


def test_a_recording_that_was_cut_short_is_noticed(
    odd_program: Program, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.wav"
    cut.write_bytes(talk.read_bytes()[: talk.stat().st_size // 2])
    assert run(odd_program, ["transcribe", "-m", "well", str(talk)]) == 0
    assert told(capsys)[1] == []
    assert run(odd_program, ["transcribe", "-m", "well", str(cut)]) == 0
    (note,) = told(capsys)[1]
    assert note.startswith("cut.wav should last 0:")
    assert note.endswith(" only. Was it cut off?")


def test_files_of_one_name_are_told_apart(
    odd_program: Program, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "talk.wav").symlink_to(talk)
    files = [tmp_path / "a" / "talk.wav", tmp_path / "b" / "talk.wav"]
    assert run(odd_program, ["transcribe", "-m", "well", *map(str, files)]) == 0
    assert [line for line in told(capsys)[0] if line.endswith(":")] == [f"{file}:" for file in files]


def test_a_transcript_that_appears_during_the_work_is_kept(
    odd_program: Program, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    changed: list[Path] = []

    def meanwhile() -> History:
        """What the program opens between hearing the first file and the second."""
        (out / "b.txt").write_text("by another run")
        changed.append(out)
        return remembered()

    remembered = odd_program.history
    for name in ("a", "b"):
        (tmp_path / f"{name}.wav").symlink_to(talk)
    program = replace(odd_program, history=meanwhile)
    files = [str(tmp_path / "a.wav"), str(tmp_path / "b.wav")]
    assert run(program, ["transcribe", "-m", "well", *files, "-o", str(out)]) == 0
    assert (out / "b.txt").read_text() == "by another run"
    assert (out / "b-2.txt").read_text() == (out / "a.txt").read_text()
    assert f"Something else was saved as {out / 'b.txt'} meanwhile" in told(capsys)[1][0]
    assert changed


def test_what_was_held_back_is_not_called_silence(
    odd_program: Program, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd_program.settings.set("model.prompt", "A talk about Kubernetes.")
    assert run(odd_program, ["transcribe", "-m", "well", str(talk)]) == 0
    out, err = told(capsys)
    assert out == []
    assert err
    assert all(line.startswith("Held back at 0:0") for line in err)
