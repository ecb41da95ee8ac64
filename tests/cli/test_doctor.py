from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from Xlib import XK, X, display

from asrpro import __version__, backends, paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.check import Check
from asrpro.cli.doctor import hidden
from asrpro.cli.main import run
from asrpro.history.store import History
from fixtures import voxtral_program
from fixtures.command import PROGRAM, Terminal, asrpro
from fixtures.microphones import sounding
from fixtures.programs import programs
from fixtures.screen import Screen, screen
from fixtures.speech import unpack

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


@pytest.fixture(scope="module", autouse=True)
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A screen without a tray, and the programs that engines drive."""
    voxtral = voxtral_program.program(tmp_path_factory.mktemp("bin"))
    with (
        programs(tmp_path_factory.mktemp("screen")) as rig,
        screen(rig, tray=False) as shown,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DISPLAY", shown.name)
        patch.setenv("PATH", str(voxtral.parent), prepend=os.pathsep)
        for name in ("WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"):
            patch.delenv(name, raising=False)
        yield shown


@pytest.fixture
def program(odd_program: Program) -> Program:
    return replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))


def checks(program: Program, capsys: Told) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    run(program, ["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["version"] == __version__
    assert report["machine"]["devices"][-1] == "cpu"
    hindered = any(check["state"] in ("missing", "unwritable") for check in report["checks"])
    assert report["dictation"] is not hindered
    return {check["name"]: check for check in report["checks"]}


def test_everything_is_here(program: Program, capsys: Told) -> None:
    assert run(program, ["doctor"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.endswith("\n\nDictation can work here.\n")
    parts = [part.splitlines() for part in out.split("\n\n")[:-1]]
    titles = ["Program", "Permissions", "Dictation", "Computer", "Recognition", "Packages", "Files"]
    assert [part[0] for part in parts] == titles
    lines = [line for part in parts for line in part[1:]]
    entries = [entry for line in lines if (entry := re.match(r"  (\S+(?: \S+)?)  +(\S.*)", line))]
    # An extra's packages may be here or not.
    assert {"ok", "not needed"} <= {entry[1] for entry in entries} <= {"ok", "not needed", "not installed"}
    found = dict(entry[2].split(": ", 1) for entry in entries)
    assert found["ASR Pro"].startswith(f"{__version__}, Python 3.")
    assert "cores: " in found["Processor"]
    assert re.fullmatch(r"[\d.]+ GB", found["Memory"])
    assert re.fullmatch(r"CTranslate2 \(.*int8.*\); ONNX Runtime", found["CPU, tried"])
    assert " on PocketSphinx, CPU: " in found["Runs"]
    assert found["Audio and video files"].startswith("av 1")
    assert found["faster-whisper"].startswith("faster_whisper 1.")
    assert found["PocketSphinx (rough, for trying out)"].startswith("pocketsphinx 5.")
    assert found["Desktop"] == "X11"
    assert found["In the tray"] == "it does not run"
    assert found["Microphone"].startswith("Hears what you dictate")
    assert found["Microphones"] == "1, default: Desk"
    assert found["Hotkeys"] == "F9, Right Ctrl"
    assert found["Delivery"] == "pasted, and the clipboard comes back"
    assert found["Settings"] == str(program.settings.path)
    assert found["Recordings"] == str(program.recordings())
    assert found["History"] == f"0 entries in {program.history().path}"
    assert found["Log"] == str(program.log_file)
    assert all("rough, for trying out" in line for line in lines if "pocketsphinx" in line.lower())


@pytest.mark.parametrize("command", [["doctor"], ["settings", "list"]])
def test_lines_end_between_words_in_a_terminal_and_nowhere_else(command: list[str]) -> None:
    whole = asrpro(*command).stdout.splitlines()
    assert max(map(len, whole)) > 80
    for columns in (50, 2000):
        with Terminal(*PROGRAM, *command, columns=columns) as terminal:
            assert terminal.ended() == 0
        lines = re.sub(r"\x1b\[\d*m", "", terminal.raw).splitlines()
        assert " ".join(lines).split() == " ".join(whole).split()
        assert (len(lines) == len(whole)) is (columns == 2000)
        long = [line for line in lines if len(line.rstrip()) > columns and len(line.split()) > 2]
        assert [line for line in long if " -m pip install " not in line] == []  # commands stay as they are typed


def test_programs_get_the_same(program: Program, capsys: Told) -> None:
    found = checks(program, capsys)
    odd = {name for name, check in found.items() if check["state"] not in ("ok", "optional")}
    assert odd == {"Core ML", "Keyboard"}
    assert list(found["Log"]) == ["name", "found", "state", "add", "section"]
    assert found["Log"]["section"] == "Files"
    assert {backends.backend(name).title for name in backends.names()} <= set(found)


def test_settings_that_name_no_model(program: Program, capsys: Told) -> None:
    program.settings.set("model.name", "nobody")
    assert run(program, ["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    (number,) = (number for number, line in enumerate(lines) if line.startswith("  MISSING"))
    assert [line.split() for line in lines[number : number + 2]] == [
        ["MISSING", "Chosen", "model:", "No", "model", "is", "called", "nobody."],
        ["asrpro", "settings", "reset", "model.name"],
    ]
    assert lines[-1] == "Dictation cannot work here; see above: Chosen model."


def test_a_chosen_model_whose_engine_is_missing_hinders(program: Program, tmp_path: Path, capsys: Told) -> None:
    program.settings.set("model.name", str(unpack("parakeet", tmp_path) / "tiny_tdt.nemo"))
    chosen = checks(program, capsys)["Chosen model"]
    assert chosen["state"] == "missing"
    assert "NeMo needs packages that are not installed" in chosen["found"]
    assert chosen["add"] == "asrpro engines add nemo"


def test_a_device_that_is_not_there_hinders(program: Program, capsys: Told) -> None:
    program.settings.set("device.name", "directml")
    assert run(program, ["doctor"]) == 1
    said = capsys.readouterr().out
    assert "device.name asks for DirectML, which this machine has not" in said
    assert "asrpro settings reset device.name" in said


def test_what_cannot_be_written(program: Program, home: Path, capsys: Told) -> None:
    for folder in ("config", "data", "log"):
        (home / folder).touch()
    found = checks(replace(program, history=lambda: History(home / "data" / "history.db")), capsys)
    unwritable = {name for name, check in found.items() if check["state"] == "unwritable"}
    assert unwritable == {"Settings", "History", "Recordings", "Log"}
    assert found["Settings"]["add"] == f"Look at the permissions of {home / 'config'}."
    assert found["History"]["add"] == f"Check that {home / 'data'} is a folder you may write to."
    assert found["Log"]["found"] == f"{program.log_file}: File exists"
    assert found["Log"]["add"] == f"Look at the permissions of {home / 'log'}."


def test_folders_that_cannot_be_made_are_named_whole(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = asrpro("doctor", ASRPRO_HOME=str(tmp_path / "file" / "deep"))
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("  CANNOT BE WRITTEN  ")]
    assert [line[21:].split(":")[0] for line in lines] == ["Settings", "History", "Recordings", "Log"]
    files = ("config/settings.json", "data/history.db", "data/recordings", "log/asrpro.log")
    for line, file in zip(lines, files, strict=True):
        assert str(tmp_path / "file" / "deep" / file) in line
    assert "MISSING" not in done.stdout


def test_an_installation_with_a_hole_in_it(program: Program, tmp_path: Path, capsys: Told) -> None:
    found = checks(replace(program, catalogue=lambda: Catalogue(tmp_path / "nowhere")), capsys)
    assert "No such file" in found["Models"]["found"]
    assert found["Models"]["state"] == "missing"


def lines_of(state: str, out: str) -> list[str]:
    """What is said of that state, without how to add it."""
    marked = (line.strip().partition("  ") for line in out.splitlines())
    return [found.strip() for mark, _space, found in marked if mark == state]


def test_without_a_microphone_nothing_can_be_dictated(program: Program, server: SoundServer, capsys: Told) -> None:
    server.unplug("desk")
    try:
        assert run(program, ["doctor"]) == 1
        out = capsys.readouterr().out
        assert lines_of("MISSING", out) == ["Microphones: No microphone is connected."]
        assert "              Plug one in" in out
        assert out.endswith("\nDictation cannot work here; see above: Microphones.\n")
    finally:
        server.plug("desk", default=True)


def test_without_a_sound_server_that_is_said_once() -> None:
    done = asrpro("doctor", PULSE_SERVER="unix:/nowhere")
    assert done.returncode == 1
    microphone, microphones = lines_of("MISSING", done.stdout)
    assert microphone.startswith("Microphone: Hears what you dictate")
    assert "No sound server runs, through which microphones are heard. Start PipeWire" in microphone
    assert microphones == "Microphones: none can be heard; see the permissions"


def test_a_chosen_microphone_that_is_not_there_limits_only(program: Program, capsys: Told) -> None:
    program.settings.set("audio.microphone", "alsa_input.gone")
    assert run(program, ["doctor"]) == 0
    out = capsys.readouterr().out
    assert lines_of("limited", out) == ["Microphones: 1, default: Desk; the chosen one is not connected"]
    assert "              asrpro settings reset audio.microphone\n" in out


def test_without_a_display_that_is_said(program: Program, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.delenv("DISPLAY")
    assert run(program, ["doctor"]) == 1
    out = capsys.readouterr().out
    assert lines_of("MISSING", out) == ["Desktop: There is no display."]
    assert lines_of("unknown", out) == ["Hotkeys: F9, Right Ctrl"]
    assert "Keyboard" not in out
    assert out.endswith("\nDictation cannot work here; see above: Desktop.\n")


@pytest.mark.parametrize(("variable", "name"), [("DISPLAY", ":9999"), ("WAYLAND_DISPLAY", "wayland-9")])
def test_a_display_that_cannot_be_reached_is_no_better(variable: str, name: str) -> None:
    done = asrpro("doctor", "--json", **{variable: name})
    found = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert (done.returncode, found["Desktop"]["state"]) == (1, "missing")
    assert "cannot be reached" in found["Desktop"]["found"]
    assert variable in found["Desktop"]["add"]


def test_the_desktop_has_its_name(program: Program, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    assert checks(program, capsys)["Desktop"]["found"] == "X11 (ubuntu, GNOME)"


def test_keys_that_another_program_has_are_named(program: Program, shown: Screen, capsys: Told) -> None:
    other = display.Display(shown.name)
    code = other.keysym_to_keycode(XK.string_to_keysym("F9"))
    other.screen().root.grab_key(code, 0, True, X.GrabModeAsync, X.GrabModeAsync)  # noqa: FBT003 - Xlib's own order
    other.sync()
    try:
        hotkeys = checks(program, capsys)["Hotkeys"]
    finally:
        other.close()
    assert hotkeys["state"] == "limited"
    assert hotkeys["found"].startswith("F9 is in use by another program;")
    assert checks(program, capsys)["Hotkeys"]["state"] == "ok"


def test_keys_that_mean_nothing_are_named(program: Program, capsys: Told) -> None:
    program.settings.set("hotkey.dictate", [{"keys": "nonsense"}])
    hotkeys = checks(program, capsys)["Hotkeys"]
    assert (hotkeys["state"], hotkeys["add"]) == ("limited", "asrpro settings reset hotkey.dictate")
    assert "nonsense" in hotkeys["found"]


def test_the_name_of_the_home_is_nowhere(tmp_path: Path) -> None:
    done = asrpro("doctor", HOME=str(tmp_path), ASRPRO_HOME=str(tmp_path / "here"))
    assert "Log: ~/here/log/asrpro.log" in done.stdout
    assert str(tmp_path) not in done.stdout


def test_commands_under_the_home_can_still_be_copied(tmp_path: Path) -> None:
    home = str(tmp_path)
    found = hidden(Check("A", f"{home}/x, {home}", "missing", f'"{home}/my tools/python" -m pip install av'), home)
    assert found.found == f"~/x, {home}"
    assert found.add == '~/"my tools/python" -m pip install av'
    (tmp_path / "my tools").mkdir()
    (tmp_path / "my tools" / "python").symlink_to("/bin/echo")
    said = subprocess.run(["sh", "-c", found.add], env={"HOME": home}, capture_output=True, text=True, check=True)
    assert said.stdout == "-m pip install av\n"
    assert hidden(found, "/") == found


def test_what_hears_microphones_is_missing(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    done = asrpro("doctor", "--json", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    (check,) = (check for check in json.loads(done.stdout)["checks"] if check["name"] == "Microphones")
    assert (check["state"], done.returncode) == ("missing", 1)
    assert check["found"] == "PortAudio is not installed, without which no microphone can be heard."
    assert "libportaudio2" in check["add"]
