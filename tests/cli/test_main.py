from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
import typer

from asrpro import __version__
from asrpro.cli.commands import made
from asrpro.cli.main import app, run
from asrpro.history.entry import Entry
from asrpro.settings.file import SettingsFile
from fixtures.command import PROGRAM, asrpro

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.history.store import History

    Told = pytest.CaptureFixture[str]


def commands(names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands there is."""
    found = made(names[0]) if names else typer.main.get_command(app)
    for name in names[1:]:
        found = found.commands[name]
    yield names
    for name in getattr(found, "commands", ()):
        yield from commands((*names, name))


def test_there_are_commands() -> None:
    assert {("transcribe",), ("doctor",), ("history", "list"), ("settings", "set")} <= set(commands())


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_everywhere(odd_program: Program, words: tuple[str, ...], asked: str, capsys: Told) -> None:
    assert run(odd_program, [*words, asked]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    usage, empty, does, *_rest = out.splitlines()
    assert usage.startswith(f"Usage: {' '.join(['asrpro', *words])} ")
    assert not [sign for sign in ("{", "[[") if sign in usage]
    assert empty == ""
    assert does.startswith("  ")
    assert "-h, --help" in out
    assert not {"╭", "\x1b", "None", "_("} & set(out.split())
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("words", sorted({names[:-1] for names in commands() if names}), ids=" ".join)
def test_what_a_command_does_is_told_in_full(
    words: tuple[str, ...], columns: int, odd_program: Program, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(odd_program, [*words, "--help"]) == 0
    listed = capsys.readouterr().out.partition("\nCommands:\n")[2].partition("\n\n")[0]
    assert listed
    assert "..." not in listed
    assert all(line.startswith("   ") or len(line.split()) > 1 for line in listed.splitlines()), "each says something"


HEAVY = {
    *("numpy", "av", "onnxruntime", "pocketsphinx", "ctranslate2", "faster_whisper", "watchfiles", "babel", "psutil"),
    *("rich.progress", "rich.console", "pygments", "markdown_it", "asyncio", "multiprocessing", "http.client"),
}
LOADED = """
import atexit, sys
from asrpro.__main__ import main
sys.argv = ["asrpro", *sys.argv[1:]]
code = main()
print(code, *sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["transcribe", "--help"], ["settings", "set", "-h"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True)
    code, *loaded = done.stderr.split()
    assert code == "0"
    assert HEAVY & set(loaded) == set()


def test_version(odd_program: Program, home: Path, capsys: Told) -> None:
    assert run(odd_program, ["--version"]) == 0
    assert capsys.readouterr().out == f"asrpro {__version__}\n"
    assert not (home / "log").exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["transcrib", "x.wav"], "Did you mean 'transcribe'?"),
        (["--bad"], "No such option: --bad"),
        (["transcribe"], "Missing argument 'FILE'."),
        (["transcribe", "-x.wav"], "No such option: -x"),
        (["transcribe", "x.wav", "--task", "sing"], "'sing' is not one of 'transcribe', 'translate'."),
        (["transcribe", "x.wav", "--output"], "Option '--output' requires an argument."),
        (["--log-level", "loud", "doctor"], "'loud' is not one of"),
    ],
)
def test_usage_errors_end_with_2(odd_program: Program, arguments: list[str], error: str, capsys: Told) -> None:
    assert run(odd_program, arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert error in err
    assert err.count("Error: ") == 1


def test_errors_of_ours_are_a_sentence_and_what_to_do(odd_program: Program, capsys: Told) -> None:
    assert run(odd_program, ["transcribe", "x.wav", "-m", "nobody"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    title, hint = err.splitlines()
    assert title == "Error: No model is called nobody."
    assert hint.endswith("A folder that holds a model will do, too: ./folder")


def broken() -> object:
    raise RuntimeError("what was said")


def test_errors_of_the_program_itself_are_logged_and_not_shown(odd_program: Program, capsys: Told) -> None:
    program = replace(odd_program, catalogue=broken)
    assert run(program, ["transcribe", "x.wav"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"Error: Something went wrong in ASR Pro itself.\nWhat it was is in {program.log_file}.\n"
    logged = program.log_file.read_text("utf-8")
    assert "in broken" in logged
    assert "what was said" not in logged.replace('raise RuntimeError(\\"what was said\\")', "")


def interrupted() -> object:
    raise KeyboardInterrupt


def test_an_interruption_ends_with_130(odd_program: Program, capsys: Told) -> None:
    assert run(replace(odd_program, catalogue=interrupted), ["transcribe", "x.wav"]) == 130
    assert capsys.readouterr() == ("", "")


def test_what_is_wrong_with_the_settings_is_told_in_the_end(odd_program: Program, tmp_path: Path, capsys: Told) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 1, "model": {"beam_size": "many"}}')
    program = replace(odd_program, settings=SettingsFile(path))
    assert run(program, ["settings", "get", "model.beam_size"]) == 0
    out, err = capsys.readouterr()
    assert out == "5\n"
    assert err.count("\n") == 2
    assert '"model.beam_size" takes' in err
    assert "is kept as" in err


def test_a_log_that_cannot_be_written_is_told_and_no_obstacle(odd_program: Program, home: Path, capsys: Told) -> None:
    (home / "log").touch()
    assert run(odd_program, ["settings", "get", "model.beam_size"]) == 0
    out, err = capsys.readouterr()
    assert out == "5\n"
    assert err == f"There will be no log, because {odd_program.log_file} cannot be written: File exists.\n"


@pytest.mark.parametrize(("options", "written"), [([], True), (["--log-level", "warning"], False)])
def test_the_log_begins_with_what_runs(odd_program: Program, options: list[str], written: bool) -> None:  # noqa: FBT001
    run(odd_program, [*options, "settings", "path"])
    log = odd_program.log_file.read_text("utf-8")
    assert (f"asrpro {__version__}, Python" in log) is written
    assert log.count("\n") == written


def test_output_that_nobody_reads_any_more_is_no_error(home: Path) -> None:
    with subprocess.Popen([*PROGRAM, "settings", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0
    assert (home / "log" / "asrpro.log").exists()


WRITING = (
    ["--help"],
    ["--version"],
    ["doctor"],
    ["history", "list"],
    ["history", "show", "1"],
    ["settings", "list"],
    ["settings", "schema"],
    ["settings", "get", "model.name"],
)


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
@pytest.mark.parametrize(
    ("shell", "why"), [('exec "$@" >/dev/full', "No space left on device"), ('exec "$@" >&-', "it is closed")]
)
def test_output_that_cannot_be_written_is_told(history: History, arguments: list[str], shell: str, why: str) -> None:
    history.add(Entry(created=datetime.now(UTC), kind="dictation", outcome="delivered"))
    done = subprocess.run(["sh", "-c", shell, "sh", *PROGRAM, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"Error: Standard output cannot be written: {why}.\n")


def test_both_ways_to_start_are_one() -> None:
    (script,) = (point for point in entry_points(group="console_scripts") if point.name == "asrpro")
    assert script.value == "asrpro.__main__:main"
    assert json.loads(asrpro("settings", "list", "--json").stdout)["model"]["name"] == "pocketsphinx-en-us"
