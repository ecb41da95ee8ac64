from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from asrpro.cli.program import Program
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom


def told(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def meanwhile(program: Program, act: Callable[[], None]) -> Program:
    """The program, with somebody who does something as soon as work begins."""

    @contextlib.contextmanager
    def room() -> Iterator[EngineRoom]:
        act()
        with program.engine_room() as room:
            yield room

    return replace(program, engine_room=room)


def test_text_is_delivered_and_remembered(
    odd_program: Program, history: History, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(odd_program, ["transcribe", "-m", "well", str(talk)]) == 0
    out, err = told(capsys)
    assert out[:2] == ["Second 0.", "Second 1."]
    assert err == []
    (entry,) = history.list()
    assert (entry.outcome, entry.kind, entry.error) == ("delivered", "file", "")
    assert (entry.source, entry.audio) == (str(talk), talk)
    assert entry.heard.splitlines() == out
    assert entry.delivered == " ".join(out)
    assert (entry.model, entry.backend, entry.device) == ("well", "odd", "cpu")
    assert [segment.text for segment in entry.segments] == out
    assert set(entry.stages) == {"open", "decode", "load", "recognise"}


def test_heard_is_the_text_before_polish(odd_program: Program, history: History, talk: Path) -> None:
    odd_program.settings.set("delivery.replacements.second", "minute")
    run(odd_program, ["transcribe", "-m", "well", str(talk)])
    (entry,) = history.list()
    assert entry.heard.startswith("Second 0.\nSecond 1.")
    assert entry.delivered.startswith("Minute 0. Minute 1.")


def test_what_cannot_be_saved_is_in_the_history(
    odd_program: Program, history: History, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    program = meanwhile(odd_program, out.rmdir)
    assert run(program, ["transcribe", "-m", "well", str(talk), "-o", str(out)]) == 1
    assert told(capsys)[1] == [
        f"Error: {out / 'talk.txt'} cannot be written: No such file or directory.",
        "What was heard of talk.wav is kept: asrpro history show 1",
    ]
    assert history.get(1).heard.startswith("Second 0.")


def test_what_can_neither_be_saved_nor_remembered_is_printed(
    odd_program: Program, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd_program.settings.set("privacy.keep_history", "off")
    out = tmp_path / "out"
    program = meanwhile(odd_program, out.rmdir)
    assert run(program, ["transcribe", "-m", "well", str(talk), "-o", str(out)]) == 1
    said, err = told(capsys)
    assert said[:2] == ["Second 0.", "Second 1."]
    assert err == [
        f"Error: {out / 'talk.txt'} cannot be written: No such file or directory.",
        "Here it is, for it is kept nowhere else:",
    ]


def test_what_is_saved_in_one_format_is_kept_and_the_other_printed(
    odd_program: Program, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd_program.settings.set("privacy.keep_history", "off")
    out = tmp_path / "out"
    program = meanwhile(odd_program, (out / "talk.srt").mkdir)
    command = ["transcribe", "-m", "well", str(talk), "-o", str(out), "-f", "srt,json", "--overwrite"]
    assert run(program, command) == 1
    assert told(capsys)[0][:3] == ["1", "00:00:00,128 --> 00:00:01,128", "Second 0."]
    assert (out / "talk.json").stat().st_size


def test_what_never_was_a_recording_is_not_remembered(
    odd_program: Program, history: History, talk: Path, tmp_path: Path
) -> None:
    (tmp_path / "memoirs.wav").write_text("Dear diary,\n")
    files = [str(tmp_path / "none.wav"), str(tmp_path / "memoirs.wav"), str(talk)]
    assert run(odd_program, ["transcribe", "-m", "well", *files]) == 1
    assert [entry.outcome for entry in history.list()] == ["delivered"]


def test_a_history_that_cannot_be_written_is_told_once_and_costs_nothing(
    odd_program: Program, home: Path, talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data").touch()
    (tmp_path / "other.wav").write_bytes(talk.read_bytes())
    assert run(odd_program, ["transcribe", "-m", "well", str(talk), str(tmp_path / "other.wav")]) == 0
    out, err = told(capsys)
    assert out.count("Second 0.") == 2
    assert [line.startswith("The history") for line in err] == [True, False]
    assert err[-1] == "2 of 2 transcribed."


def test_a_history_that_was_mended_is_told(
    odd_program: Program, home: Path, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data").mkdir()
    (home / "data" / "history.db").write_bytes(b"no database " * 1000)
    assert run(odd_program, ["transcribe", "-m", "well", str(talk)]) == 0
    (notice,) = told(capsys)[1]
    assert notice.startswith("The history was damaged: 0 entries could be saved.")


def test_nothing_is_remembered_where_that_is_not_wanted(odd_program: Program, history: History, talk: Path) -> None:
    odd_program.settings.set("privacy.keep_history", "off")
    assert run(odd_program, ["transcribe", "-m", "well", str(talk), "/nowhere.wav"]) == 1
    assert not history.path.exists()
