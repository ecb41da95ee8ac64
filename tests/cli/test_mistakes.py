"""What is said to a slip of the pen, and that it makes no noise in the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.main import run
from asrpro.settings.file import SettingsFile
from fixtures.kept import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.cli.program import Program

    Told = pytest.CaptureFixture[str]

FETCH = "is an address and not a file; recordings are never fetched.\nDownload it first, and give the name of the file."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["transcribe", "x", "--log-level", "debug"],
            "No such option: --log-level\n--log-level belongs before the command: asrpro --log-level … transcribe …",
        ),
        (
            ["history", "list", "-V"],
            "No such option: -V\n-V belongs before the command: asrpro -V … history list …",
        ),
        (["transcribe", "-dash.wav"], "No such option: -d\nIf it is a file: asrpro transcribe ./-dash.wav"),
        (["-dash.wav"], "No such option: -d\nIf it is a file: asrpro transcribe ./-dash.wav"),
        (["transcribe", "--a b.wav"], "No such option: --a b.wav\nIf it is a file: asrpro transcribe './--a b.wav'"),
        (["transcribe", "--nonsense"], "No such option: --nonsense"),
        (["transcribe", "x", "--out=/tmp/x.d"], "No such option: --out\nDid you mean --output?"),
        (["transcribe", "x", "--out", "x"], "No such option: --out\nDid you mean --output?"),
        (["transcribe", "x", "--fromat", "srt"], "No such option: --fromat\nDid you mean --format?"),
        (
            ["transcribe", "x", "--timestamps", "words"],
            "Invalid value for '--timestamps': 'words' is not one of 'segment', 'word'.\nDid you mean word?",
        ),
        (
            ["transcribe", "x", "--timestamps", "seg"],
            "Invalid value for '--timestamps': 'seg' is not one of 'segment', 'word'.\nDid you mean segment?",
        ),
        (["history", "list", "-x.y"], "No such option: -x"),
        (["talk.wav"], 'There is no command "talk.wav".\nIf it is a file: asrpro transcribe talk.wav'),
        (["--", "-a b.wav"], "There is no command \"-a b.wav\".\nIf it is a file: asrpro transcribe './-a b.wav'"),
        (["nonsense"], "No such command 'nonsense'."),
        (["https://example.org/a.mp3"], f"https://example.org/a.mp3 {FETCH}"),
        (["transcribe", "-m", "well", "ok.wav", "HTTP://example.org/a"], f"HTTP://example.org/a {FETCH}"),
        (
            ["transcribe", "-m", "well", "file:///home/me/a.mp3"],
            "file:///home/me/a.mp3 is an address and not a file; recordings are never fetched.\nGive the path alone.",
        ),
        (
            ["transcribe", "-m", "well", ""],
            "A file has an empty name.\nIf a script gave it, look at the variable that it stood in.",
        ),
        (
            ["transcribe", "-m", "well", "x.wav", "-o", ""],
            "The folder after --output has an empty name.\nName one; . is the one you are in.",
        ),
        (["history", "show", "abc"], "Invalid value for 'ID': \"abc\" is no whole number."),
        (["history", "delete", "1", "1.5"], "Invalid value for 'ID': \"1.5\" is no whole number."),
        (["history", "list", "--limit", "ten"], "Invalid value for '--limit': \"ten\" is no whole number."),
        (["history", "list", "--limit", "0"], "--limit takes a whole number from 1 up."),
        (
            ["transcribe", "x.wav", "--task", "sing"],
            "Invalid value for '--task': 'sing' is not one of 'transcribe', 'translate'.",
        ),
        (["settings", "set", "audio.silence", "x"], 'audio.silence cannot be "x".\nIt takes a number from 0.1 to 5.0.'),
        (["history", "delete", "--all", "5"], "--all and numbers exclude each other.\nGive one of them."),
    ],
)
def test_it_is_said_what_to_type_instead(odd_program: Program, arguments: list[str], said: str, capsys: Told) -> None:
    assert run(odd_program, arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.split("Error: ")[1] == f"{said}\n"


def test_a_file_that_is_there_may_be_called_anything(
    odd_program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("-old", "talk"):
        (tmp_path / name).touch()
    assert run(odd_program, ["talk"]) == 2
    assert "asrpro transcribe talk\n" in capsys.readouterr().err
    assert run(odd_program, ["transcribe", "-old"]) == 2  # -o and a folder
    assert "Missing argument 'FILE'.\nIf it is a file: asrpro transcribe ./-old\n" in capsys.readouterr().err
    address = tmp_path / "https:" / "a.mp3"  # as it is understood by who opens it
    address.parent.mkdir()
    address.touch()
    assert run(odd_program, ["transcribe", "-m", "well", "https://a.mp3"]) == 1
    assert "a.mp3 is empty." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "kind", "code"),
    [
        (["history", "delete"], "UsageError", 2),
        (["transcribe", "x.wav", "-m", "well", "-l", "german"], "UsageError", 2),
        (["settings", "set", "audio.silence", "secret"], "SettingsError", 2),
        (["transcribe", "x.wav", "-m", "secret"], "ModelNotAvailable", 3),
        (["transcribe", "--secret"], "NoSuchOption", 2),
        (["history", "show", "secret"], "BadParameter", 2),
    ],
)
@pytest.mark.parametrize("level", ["info", "debug"])
def test_the_log_has_a_line_of_it_and_its_trace_only_for_who_looks_for_faults(
    odd_program: Program, arguments: list[str], kind: str, code: int, level: str
) -> None:
    assert run(odd_program, ["--log-level", level, *arguments]) == code
    lines = odd_program.log_file.read_text("utf-8").splitlines()
    (line,) = (line for line in lines if f'message="ended with {kind}"' in line)
    of_ours = kind not in ("NoSuchOption", "BadParameter")
    assert ("trace=" in line) == (level == "debug" and of_ours)
    assert "secret" not in line or level == "debug"


def test_what_came_of_a_fault_is_logged_with_its_trace(odd_program: Program, home: Path) -> None:
    (home / "config").write_text("no folder")
    assert run(odd_program, ["settings", "set", "device.threads", "2"]) == 1
    (line,) = (line for line in odd_program.log_file.read_text("utf-8").splitlines() if "ended with" in line)
    assert "trace=" in line


@pytest.mark.parametrize("words", [[], ["transcribe"], ["history", "list"]])
def test_help_is_asked_for_by_a_word_too(odd_program: Program, words: list[str], capsys: Told) -> None:
    assert run(odd_program, ["help", *words]) == 0
    by_word = capsys.readouterr()
    assert run(odd_program, [*words, "--help"]) == 0
    assert by_word == capsys.readouterr()
    assert by_word.out.startswith(f"Usage: {' '.join(['asrpro', *words])} ")


def test_help_speaks_plainly(odd_program: Program, capsys: Told) -> None:
    for words in (["history", "list"], ["history", "show"], ["history", "delete"], ["settings", "set"]):
        run(odd_program, [*words, "--help"])
        said = capsys.readouterr().out
        assert not [word for word in ("<int", "<str", "list[", "[[", "range", "x<=") if word in said]
        assert ("ID is the number that `list` shows." in said) == (words[1] in ("show", "delete"))


def test_a_model_that_cannot_be_is_not_set(odd_program: Program, tmp_path: Path, capsys: Told) -> None:
    for name, sentence in {
        "/missing/path": "There is no model at /missing/path.",
        "~/missing": "There is no model at ~/missing.",
        "nobody": "No model is called nobody.",
        str(tmp_path): f"{tmp_path} does not hold a model this program can run.",
    }.items():
        assert run(odd_program, ["settings", "set", "model.name", name]) == 3
        out, err = capsys.readouterr()
        assert (out, err.splitlines()[0]) == ("", f"Error: {sentence}")
    assert not odd_program.settings.path.exists()


def test_a_model_that_is_there_is_found_from_everywhere(
    odd_program: Program, whisper_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    monkeypatch.chdir(whisper_folder.parent)
    assert run(odd_program, ["settings", "set", "model.name", whisper_folder.name]) == 0
    assert capsys.readouterr().out == f"model.name = {whisper_folder}\n"
    assert run(odd_program, ["settings", "set", "model.name", "WELL"]) == 0
    assert SettingsFile(odd_program.settings.path).current.model.name == "WELL"


def test_a_known_model_is_set_by_its_name_once_it_is_here(odd_program: Program, capsys: Told) -> None:
    program = replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))
    assert run(program, ["settings", "set", "model.name", "openai/whisper-small"]) == 3
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Error: Whisper small is known, but not on this machine."
    assert said[1].endswith("Get it, about 486 MB: asrpro models download whisper-small")
    folder = paths.models() / "faster_whisper" / "whisper-small"
    folder.mkdir(parents=True)
    recorded(folder)
    assert run(program, ["settings", "set", "model.name", "openai/whisper-small"]) == 0
    assert SettingsFile(program.settings.path).current.model.name == "openai/whisper-small"
