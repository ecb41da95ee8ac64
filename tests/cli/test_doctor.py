from __future__ import annotations

import json
import os
import re
import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import __version__, backends, paths
from asrpro.backends import pocketsphinx
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.doctor import Check, engine
from asrpro.cli.main import run
from asrpro.history.store import History
from fixtures.command import PROGRAM, Terminal, asrpro
from fixtures.microphones import sounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from fixtures.sound_server import SoundServer

    Told = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A sound server with one microphone."""
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        yield server


@pytest.fixture
def program(odd_program: Program) -> Program:
    return replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))


def checks(program: Program, capsys: Told) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    run(program, ["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["version"] == __version__
    return {check["name"]: check for check in report["checks"]}


def test_everything_is_here(program: Program, capsys: Told) -> None:
    assert run(program, ["doctor"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert {line[:4] for line in lines} == {"ok  "}
    found = dict(line[4:].split(": ", 1) for line in lines)
    assert found["ASR Pro"].startswith(f"{__version__}, Python 3.")
    assert "cpu" in found["Devices"]
    assert found["Audio and video files"].startswith("av 1")
    assert found["faster-whisper"].startswith("faster_whisper 1.")
    assert found["PocketSphinx (rough, for trying out)"].startswith("pocketsphinx 5.")
    assert found["Microphone"] == "Desk"
    assert found["History"] == f"0 entries in {program.history().path}"
    assert found["Log"] == str(program.log_file)
    assert all("rough, for trying out" in line for line in lines if "pocketsphinx" in line.lower())


@pytest.mark.parametrize("command", [["doctor"], ["settings", "list"]])
def test_lines_end_between_words_in_a_terminal_and_nowhere_else(command: list[str]) -> None:
    whole = asrpro(*command).stdout.splitlines()
    assert max(map(len, whole)) > 80
    for columns in (50, 300):
        with Terminal(*PROGRAM, *command, columns=columns) as terminal:
            assert terminal.ended() == 0
        lines = re.sub(r"\x1b\[\d*m", "", terminal.raw).splitlines()
        assert " ".join(lines).split() == " ".join(whole).split()
        assert (len(lines) == len(whole)) is (columns == 300)
        assert [line for line in lines if len(line.rstrip()) > columns and len(line.split()) > 2] == []


def test_programs_get_the_same(program: Program, capsys: Told) -> None:
    found = checks(program, capsys)
    assert {check["state"] for check in found.values()} == {"ok"}
    assert list(found["Log"]) == ["name", "found", "state", "add"]
    assert {backends.backend(name).title for name in backends.names()} <= set(found)


def test_what_an_extra_brings_is_missed_by_nobody_who_does_not_want_it() -> None:
    absent = replace(pocketsphinx.BACKEND, title="Another", needs=("no_such_package",), extra="another")
    assert engine(absent) == Check(
        "Another", "no_such_package", "optional", f'"{sys.executable}" -m pip install "asrpro[another]"'
    )
    needed = engine(replace(absent, extra=""))
    assert (needed.state, needed.found) == ("missing", "no_such_package")
    assert shlex.split(needed.add) == [sys.executable, "-m", "pip", "install", "no-such-package"]


def test_a_package_of_another_name_has_no_version() -> None:
    assert engine(replace(pocketsphinx.BACKEND, needs=("_pytest",))).found == "_pytest"


def test_settings_that_name_no_model(program: Program, capsys: Told) -> None:
    program.settings.set("model.name", "nobody")
    assert run(program, ["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    (number,) = (number for number, line in enumerate(lines) if line.startswith("MISSING"))
    assert lines[number : number + 2] == [
        "MISSING  Settings: No model is called nobody.",
        "         asrpro settings reset model.name",
    ]


def test_what_cannot_be_written(program: Program, home: Path, capsys: Told) -> None:
    for folder in ("config", "data", "log"):
        (home / folder).touch()
    found = checks(replace(program, history=lambda: History(home / "data" / "history.db")), capsys)
    assert {name for name, check in found.items() if check["state"] != "ok"} == {"Settings", "History", "Log"}
    assert {check["state"] for check in found.values()} == {"ok", "unwritable"}
    assert found["Settings"]["add"] == f"Look at the permissions of {home / 'config'}."
    assert found["History"]["add"] == f"Check that {home / 'data'} is a folder you may write to."
    assert found["Log"]["found"] == f"{program.log_file}: File exists"
    assert found["Log"]["add"] == f"Look at the permissions of {home / 'log'}."


def test_folders_that_cannot_be_made_are_named_whole(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = asrpro("doctor", ASRPRO_HOME=str(tmp_path / "file" / "deep"))
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("CANNOT BE WRITTEN  ")]
    assert [line[19:].split(":")[0] for line in lines] == ["Settings", "History", "Log"]
    for line, file in zip(lines, ("config/settings.json", "data/history.db", "log/asrpro.log"), strict=True):
        assert str(tmp_path / "file" / "deep" / file) in line
    assert "MISSING" not in done.stdout


def test_an_installation_with_a_hole_in_it(program: Program, tmp_path: Path, capsys: Told) -> None:
    found = checks(replace(program, catalogue=lambda: Catalogue(tmp_path / "nowhere")), capsys)
    assert "No such file" in found["Models"]["found"]
    assert found["Models"]["state"] == "missing"


def test_files_are_transcribed_without_a_microphone_too(program: Program, server: SoundServer, capsys: Told) -> None:
    server.unplug("desk")
    try:
        assert run(program, ["doctor"]) == 0
        lines = capsys.readouterr().out.splitlines()
        (number,) = (number for number, line in enumerate(lines) if line.startswith("not there"))
        assert lines[number] == "not there  Microphone: No microphone is connected."
        assert lines[number + 1].startswith("           Plug one in")
    finally:
        server.plug("desk", default=True)


def test_what_hears_microphones_is_missing(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    done = asrpro("doctor", "--json", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    (check,) = (check for check in json.loads(done.stdout)["checks"] if check["name"] == "Microphone")
    assert (check["state"], done.returncode) == ("absent", 0)
    assert check["found"] == "PortAudio is not installed, without which no microphone can be heard."
    assert "libportaudio2" in check["add"]
