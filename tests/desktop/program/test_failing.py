"""A program that cannot start says so where people see it, and leaves no icon that does nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fixtures.command import PROGRAM, Terminal
from fixtures.programs import PATIENCE, programs, until
from fixtures.screen import Screen, screen

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

ABSENT = "raise ModuleNotFoundError(\"No module named 'pydantic'\", name='pydantic')"
BROKEN = "raise ValueError(str(6 * 7001))"


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    """A screen with a tray."""
    with programs(tmp_path) as started, screen(started) as one:
        started.environment["ASRPRO_HOME"] = str(tmp_path / "home")
        yield one


def without_pydantic(tmp_path: Path, line: str) -> dict[str, str]:
    """An environment in which a package that the program needs does this instead."""
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / "pydantic.py").write_text(line + "\n", "utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def log(tmp_path: Path) -> str:
    """What was logged."""
    return (tmp_path / "home" / "log" / "asrpro.log").read_text("utf-8")


def closed(shown: Screen, process: subprocess.Popen[bytes]) -> int:
    """The exit code once the window was there and was closed by Return."""
    shown.focus("ASR Pro")
    assert process.poll() is None
    shown.key("Return")
    return process.wait(PATIENCE)


def test_an_error_for_people_is_shown(shown: Screen, tmp_path: Path) -> None:
    taken = tmp_path / "home" / "data" / "run" / "asrpro.socket"
    (taken / "something").mkdir(parents=True)
    process = shown.programs.start(*PROGRAM)
    assert closed(shown, process) == 1
    assert shown.programs.output(process).startswith("No command can reach this program")
    assert "Traceback" not in shown.programs.output(process)
    assert 'message="the start failed"' in log(tmp_path)


def test_a_folder_that_cannot_be_made_is_shown(shown: Screen, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    process = shown.programs.start(*PROGRAM)
    assert closed(shown, process) == 1
    said = shown.programs.output(process)
    assert said == f"{tmp_path}/home/data cannot be used: Not a directory.\n"


def test_it_is_told_where_no_window_can_be(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with programs(tmp_path) as started:
        process = started.start(*PROGRAM, DISPLAY=":4711", ASRPRO_HOME=str(tmp_path / "home"))
        assert process.wait(PATIENCE) == 1
        assert "/home/data cannot be used:" in started.output(process)


def test_a_missing_package_is_named_with_the_command_that_adds_it(shown: Screen, tmp_path: Path) -> None:
    process = shown.programs.start(*PROGRAM, **without_pydantic(tmp_path, ABSENT))
    assert closed(shown, process) == 3
    said = shown.programs.output(process)
    assert said.startswith("ASR Pro is not installed completely: pydantic is missing.")
    assert said.rstrip().endswith("-m pip install pydantic")


def test_anything_else_is_told_and_logged(shown: Screen, tmp_path: Path) -> None:
    process = shown.programs.start(*PROGRAM, **without_pydantic(tmp_path, BROKEN))
    assert closed(shown, process) == 1
    said = shown.programs.output(process)
    assert said.startswith("ASR Pro cannot start:")
    assert said.rstrip().endswith("asrpro.log.")
    assert "ValueError" in log(tmp_path)
    assert "42006" not in log(tmp_path) + said


def test_the_window_keeps_nobody_from_ending_or_starting_it(shown: Screen, tmp_path: Path) -> None:
    broken = without_pydantic(tmp_path, BROKEN)
    first = shown.programs.start(*PROGRAM, **broken)
    window = shown.window("ASR Pro")
    second = shown.programs.start(*PROGRAM, **broken)
    until(lambda: "cannot start" in shown.programs.output(second), "the second failure")
    assert shown.focused()
    first.terminate()
    assert first.wait(PATIENCE) != 0
    until(lambda: not shown.exists(window), "the end of the first window")


def test_in_a_terminal_it_is_told_there(shown: Screen, tmp_path: Path) -> None:
    environment = {**shown.programs.environment, **without_pydantic(tmp_path, BROKEN)}
    with Terminal(*PROGRAM, **environment) as terminal:
        assert terminal.ended() == 1
        assert "ASR Pro cannot start:" in terminal.raw
