"""What `models remove` says of models of one's own, and of what goes by them."""

from __future__ import annotations

import json
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.models_program import models, program

if TYPE_CHECKING:
    from pathlib import Path

    Told = pytest.CaptureFixture[str]

HOTKEYS = [{"keys": "f9"}, {"keys": "ctrl+alt+d", "language": "de", "model": "Mine"}]


def test_hotkeys_that_dictate_with_it_dictate_with_the_chosen_one_from_then_on(
    home: Path, whisper_folder: Path, capsys: Told
) -> None:
    assert models(home, "add", str(whisper_folder), "--id", "mine") == 0
    program(home).settings.set("hotkey.dictate", json.dumps(HOTKEYS))
    capsys.readouterr()
    assert models(home, "remove", "mine") == 0
    assert capsys.readouterr().out == (
        "mine is not listed any more; its files stay as they are. "
        "The chosen model hears what is dictated with ctrl+alt+d from now on.\n"
    )
    first, second = program(home).settings.current.hotkey.dictate
    assert (first.keys, second.keys, second.language, second.model) == ("f9", "ctrl+alt+d", "de", "")


def test_hotkeys_leave_one_that_is_deleted_too_and_that_is_told_to_programs(home: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    program(home).settings.set("hotkey.dictate", json.dumps([{"keys": "f10", "model": " Small "}]))
    capsys.readouterr()
    assert models(home, "remove", "small", "--yes", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["hotkeys"] == ["f10"]
    assert "instead" not in told
    assert [one.model for one in program(home).settings.current.hotkey.dictate] == [""]


def test_what_becomes_of_its_files_is_told_where_it_has_any(home: Path, whisper_folder: Path, capsys: Told) -> None:
    assert models(home, "add", str(whisper_folder), "--id", "mine") == 0
    capsys.readouterr()
    assert models(home, "remove", "mine") == 0
    assert capsys.readouterr().out == "mine is not listed any more; its files stay as they are.\n"
    program(home).registered().add_place("nas", "http://127.0.0.1:1/v1#whisper-1")
    assert models(home, "remove", "nas") == 0
    assert capsys.readouterr().out == "nas is not listed any more.\n"


def test_a_folder_of_ones_own_is_never_deleted_and_its_name_is_told(
    home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    place = tmp_path / "my onnx"
    shutil.copytree(whisper_folder, place)
    assert models(home, "remove", str(place), "--yes") == 2
    said = capsys.readouterr().err
    assert said == (
        f"Error: {place} was not downloaded; files of your own are never deleted.\n"
        "Only names of such models can be taken away; asrpro models list shows them.\n"
    )
    assert models(home, "add", str(place), "--id", "my onnx") == 0
    capsys.readouterr()
    assert models(home, "remove", str(place), "--yes") == 2
    assert capsys.readouterr().err.endswith("Its name is taken away by: asrpro models remove 'my onnx'\n")
    assert place.exists()


def test_a_command_that_is_told_is_one_also_where_the_name_has_blanks(
    home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    place = tmp_path / "gone"
    shutil.copytree(whisper_folder, place)
    assert models(home, "add", str(place), "--id", "my onnx") == 0
    shutil.rmtree(place)
    capsys.readouterr()
    assert models(home, "show", "my onnx") == 3
    command = shlex.split(capsys.readouterr().err.splitlines()[-1].partition(": ")[2])
    assert command == ["asrpro", "models", "remove", "my onnx"]
    assert models(home, *command[2:]) == 0
    assert capsys.readouterr().out == "my onnx is not listed any more.\n"
