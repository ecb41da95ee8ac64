"""What the commands about models print for programs, and that a failure is told as everywhere."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.cli.main import run
from fixtures import forms
from fixtures.models_program import models, program

if TYPE_CHECKING:
    from pathlib import Path

    Told = pytest.CaptureFixture[str]


def told(home: Path, capsys: Told, *arguments: str) -> Any:
    """What a command prints as JSON, and nothing else."""
    assert models(home, *arguments, "--json") == 0
    said = capsys.readouterr()
    assert said.err == ""
    return json.loads(said.out)


def test_each_command_answers_in_json(home: Path, capsys: Told) -> None:
    place = home / "data" / "models" / "faster_whisper" / "whisper-small"
    assert told(home, capsys, "path") == {"folder": str(home / "data" / "models")}
    (came,) = told(home, capsys, "download", "small")
    assert told(home, capsys, "path", "small") == {"id": "whisper-small", "folder": str(place)}
    assert told(home, capsys, "update", "--check") == [
        {"id": "whisper-small", "backend": "faster_whisper", "update": False}
    ]
    (gone,) = told(home, capsys, "remove", "small", "--yes")
    assert (gone["id"], gone["state"], gone["freed"] >= came["size"]) == ("whisper-small", "deleted", True)


def test_ones_own_is_added_as_it_is_shown(home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told) -> None:
    mine = tmp_path / "My Whisper"
    shutil.copytree(whisper_folder, mine)
    added = told(home, capsys, "add", str(mine), "--id", "mine")
    assert (added["id"], added["state"], added["source"], added["folder"]) == ("mine", "present", "own", str(mine))
    assert added["backend"] == "faster_whisper"
    assert told(home, capsys, "show", "mine") == added
    assert told(home, capsys, "path", "mine") == {"id": "mine", "folder": str(mine)}
    served = told(home, capsys, "add", "http://127.0.0.1:1/v1", "--id", "nas", "--model", "whisper-1")
    assert (served["id"], served["source"], served["folder"]) == ("nas", "server", None)
    assert told(home, capsys, "remove", "mine", "nas") == [
        {"id": name, "state": "forgotten", "freed": 0} for name in ("mine", "nas")
    ]
    assert (mine / "model.bin").exists()


def test_an_engine_that_is_not_installed_is_told_with_the_command_that_adds_it(
    home: Path, tmp_path: Path, capsys: Told
) -> None:
    archive = forms.nemo(tmp_path / "parakeet.nemo")
    assert models(home, "add", str(archive), "--id", "mine", "--json") == 0
    said = capsys.readouterr()
    lacking = json.loads(said.out)["hindrance"]
    assert lacking.startswith("NeMo needs packages that are not installed: nemo, ")
    assert lacking.endswith("\nAdd them: asrpro engines add nemo")
    assert said.err == f"{lacking}\n"
    assert told(home, capsys, "show", "mine")["hindrance"] == lacking
    listed = {one["id"]: one.get("hindrance") for one in told(home, capsys, "list")}
    assert (listed["mine"], listed["pocketsphinx-en-us"]) == (lacking, None)
    assert models(home, "list") == 0
    assert f"mine\tyours, cannot be used here\t10 kB\t{archive} (NeMo)" in capsys.readouterr().out
    assert models(home, "show", "mine") == 0
    assert f"Why         {' '.join(lacking.splitlines())}\n" in capsys.readouterr().out
    for name in ("mine", str(archive)):
        assert run(program(home), ["settings", "set", "model.name", name]) == 0
        said = capsys.readouterr()
        assert (said.out, said.err) == (f"model.name = {name}\n", f"{lacking}\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["download", "smoll"], 3, "Did you mean whisper-small"),
        (["update", "small"], 3, "whisper-small was not downloaded."),
        (["remove", "small", "--yes"], 3, "Nothing of whisper-small was downloaded."),
        (["path", "pocketsphinx"], 3, "lies inside a package."),
        (["path", "small"], 3, "asrpro models download whisper-small"),
        (["show", "nothing-of-this-name"], 3, "No model is called"),
        (["add", "/nowhere", "--id", "mine"], 3, "There is no model at /nowhere."),
        (["add", "", "--id", "mine"], 3, 'There is no model at "".'),
        (["add", ".", "--id", "small"], 3, "does not hold a model"),
        (["add", "http://127.0.0.1:1/v1", "--id", "nas"], 2, "#whisper-1"),
    ],
)
def test_a_failure_is_told_in_words_and_prints_no_json(
    arguments: list[str], code: int, words: str, home: Path, capsys: Told
) -> None:
    assert models(home, *arguments, "--json") == code
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err


def test_nothing_is_deleted_where_nobody_can_be_asked(home: Path, capsys: Told) -> None:
    assert told(home, capsys, "download", "small")
    assert models(home, "remove", "small", "--json") == 2
    said = capsys.readouterr()
    assert (said.out, "--yes" in said.err) == ("", True)
    assert told(home, capsys, "path", "small")


def test_what_was_done_before_a_failure_is_printed(home: Path, capsys: Told) -> None:
    assert told(home, capsys, "download", "small")
    assert models(home, "remove", "small", "someday", "--yes", "--json") == 3
    said = capsys.readouterr()
    assert [one["id"] for one in json.loads(said.out)] == ["whisper-small"]
    assert "Nothing of someday was downloaded." in said.err


def test_one_that_no_catalogue_tells_of_any_more_can_be_deleted(home: Path, capsys: Told) -> None:
    assert told(home, capsys, "download", "small")
    folder = home / "data" / "models" / "faster_whisper"
    (folder / "whisper-small").rename(folder / "of-an-older-version")
    assert "of-an-older-version" in {one["id"] for one in told(home, capsys, "list")}
    assert told(home, capsys, "remove", "of-an-older-version", "--yes")[0]["freed"] > 300_000
    assert list(folder.glob("[!.]*")) == []
