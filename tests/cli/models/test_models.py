from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.catalog.sizes import spelled
from asrpro.cli.main import run
from fixtures.fetching import REPOSITORY, WEIGHTS, held, needed
from fixtures.models_program import AWAY, models, program

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer

    Told = pytest.CaptureFixture[str]


def told(home: Path, capsys: Told, *arguments: str) -> Any:
    """What a command prints as JSON, whatever was said before."""
    capsys.readouterr()
    assert models(home, *arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_model_is_listed_downloaded_shown_and_deleted(home: Path, hub: HubServer, capsys: Told) -> None:
    place = home / "data" / "models" / "faster_whisper" / "whisper-small"
    states = {one["id"]: (one["state"], one["source"], one["size"]) for one in told(home, capsys, "list")}
    assert states["whisper-small"] == ("absent", "hub", 300_700)
    assert states["pocketsphinx-en-us"] == ("present", "package", None)
    assert hub.asked == []

    assert models(home, "download", "small") == 0
    said = capsys.readouterr()
    step = "To dictate with it: asrpro settings set model.name whisper-small\n"
    assert (said.out, said.err) == (f"whisper-small is here: 301 kB in {place}\n", step)
    assert held(place) == needed(hub.repositories[REPOSITORY])

    hub.asked.clear()
    size = sum(map(len, held(place).values()))
    listed = {one["id"]: one for one in told(home, capsys, "list")}
    assert listed["whisper-small"] == {
        "id": "whisper-small", "title": "Whisper small", "state": "present", "source": "hub", "size": size,
        "folder": str(place), "backend": "faster_whisper", "chosen": False, "recommended": None, "rank": None,
    }  # fmt: skip
    shown = told(home, capsys, "show", "small")
    assert (shown["repository"], shown["backend"]) == (REPOSITORY, "faster_whisper")
    assert shown["commit"] == hub.repositories[REPOSITORY].commit
    assert shown["files"].keys() == held(place).keys()
    assert models(home, "path", "small") == 0
    assert capsys.readouterr().out == f"{place}\n"

    assert models(home, "remove", "small", "--yes") == 0
    assert "whisper-small is deleted: 30" in capsys.readouterr().out
    assert not place.exists()
    assert models(home, "path", "small") == 3
    assert "asrpro models download whisper-small" in capsys.readouterr().err
    assert hub.asked == [], "nothing but downloads and updates asks for anything"


def test_one_that_lacks_a_file_is_here_for_nobody(home: Path, talk: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    (home / "data" / "models" / "faster_whisper" / "whisper-small" / "model.bin").unlink()
    listed = {one["id"]: one for one in told(home, capsys, "list")}
    assert (listed["whisper-small"]["state"], listed["whisper-small"]["folder"]) == ("error", None)
    lacks = "model.bin of Whisper small is missing or damaged. Have what is damaged downloaded again: "
    assert listed["whisper-small"]["reason"] == f"{lacks}asrpro models download whisper-small"
    assert "whisper-small" not in program(home).catalogue().models
    assert run(program(home), ["transcribe", str(talk), "--model", "small"]) == 3
    assert "asrpro models download whisper-small" in capsys.readouterr().err


@pytest.mark.parametrize("check", [["--check"], []])
def test_one_whose_repository_is_away_hides_no_update_of_others(check: list[str], home: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    place = home / "data" / "models" / "faster_whisper" / "whisper-small"
    shutil.copytree(place, place.with_name("another"))
    capsys.readouterr()
    assert models(home, "update", *check) == 3
    said = capsys.readouterr()
    assert said.out == "whisper-small is the newest.\n"
    assert said.err.startswith("Error: another: There is no ")
    assert AWAY in said.err
    assert models(home, "update", "--json", *check) == 3
    away, small = json.loads(capsys.readouterr().out)
    assert (away["id"], away["backend"], AWAY in away["error"]) == ("another", "faster_whisper", True)
    assert small["update" if check else "updated"] is False


def test_the_list_is_for_people_and_with_tabs_for_programs(home: Path, capsys: Told) -> None:
    assert models(home, "list") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["ID", "State", "Size", "Title"]
    assert ["someday", "no engine", "", "Some day"] in rows
    assert models(home, "show", "pocketsphinx") == 0
    assert "State       built in, hears you\n" in capsys.readouterr().out


def test_several_are_downloaded_and_the_built_in_one_is_no_work(home: Path, hub: HubServer, capsys: Told) -> None:
    assert models(home, "download", "pocketsphinx", "small", "small") == 0
    said = capsys.readouterr()
    assert said.out.count("is here") == 2
    assert "comes with the program" in said.err
    assert hub.sent[WEIGHTS] == 300_000


def test_one_that_does_not_come_keeps_no_other_one_from_coming(home: Path, capsys: Told) -> None:
    assert models(home, "download", "another", "small") == 3
    said = capsys.readouterr()
    assert said.out.startswith("whisper-small is here: ")
    assert said.err.startswith("Error: another: There is no ")
    assert models(home, "download", "another", "small", "--json") == 3
    away, small = json.loads(capsys.readouterr().out)
    assert (away["id"], away["backend"], AWAY in away["error"]) == ("another", "faster_whisper", True)
    assert small["id"] == "whisper-small"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["download", "smoll"], 3, "Did you mean whisper-small"),
        (["download", "someday"], 3, "No engine of this version can load Some day."),
        (["download", "small", "--backend", "onnx"], 2, "It is for faster_whisper, tomorrow."),
        (
            ["download", "small", "--backend", "nope"],
            2,
            "no engine called nope.\nwhisper-small is for faster",
        ),
        (["download", "small", "--backend", "faster-whisper"], 2, "Did you mean faster_whisper? "),
        (["update", "small"], 3, "whisper-small was not downloaded."),
        (["remove", "small"], 3, "Nothing of whisper-small was downloaded."),
        (["path", "pocketsphinx"], 3, "lies inside a package."),
        (["show", "nothing-of-this-name"], 3, "No model is called"),
        (["add", "/nowhere", "--id", "mine"], 3, "There is no model at /nowhere."),
        (["add", "", "--id", "mine"], 3, 'There is no model at "".'),
        (["download"], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], code: int, words: str, home: Path, capsys: Told) -> None:
    assert models(home, *arguments) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("named", ["whisper-small", " Small "])
def test_dictation_goes_on_with_the_built_in_one_when_the_chosen_one_is_deleted(
    named: str, home: Path, capsys: Told
) -> None:
    assert models(home, "download", "small") == 0
    program(home).settings.set("model.name", named)
    (gone,) = told(home, capsys, "remove", "small", "--yes")
    assert gone["instead"] == "pocketsphinx-en-us"
    assert program(home).settings.current.model.name == "pocketsphinx-en-us"
    program(home).settings.set("model.name", "small")
    assert models(home, "remove", "small", "--yes") == 3, "nothing of it is here"
    assert program(home).settings.current.model.name == "small"


def test_the_chosen_one_of_ones_own_is_left_when_it_is_forgotten(
    home: Path, whisper_folder: Path, capsys: Told
) -> None:
    for name in ("mine", "other"):
        assert models(home, "add", str(whisper_folder), "--id", name) == 0
    program(home).settings.set("model.name", "Mine")
    assert told(home, capsys, "remove", "other") == [{"id": "other", "state": "forgotten", "freed": 0}]
    assert program(home).settings.current.model.name == "Mine"
    assert models(home, "remove", "mine") == 0
    assert "pocketsphinx-en-us hears you from now on." in capsys.readouterr().out
    assert program(home).settings.current.model.name == "pocketsphinx-en-us"


def test_without_anybody_to_ask_nothing_is_deleted(home: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    assert models(home, "remove", "small") == 2
    assert "--yes" in capsys.readouterr().err
    assert models(home, "path", "small") == 0


def test_ones_own_gets_a_name_and_keeps_its_place(
    home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    mine = tmp_path / "My Whisper"
    shutil.copytree(whisper_folder, mine)
    assert models(home, "add", str(mine), "--id", "Mine") == 0
    assert capsys.readouterr().out == f"mine is {mine} now.\n"
    listed = {one["id"]: one for one in told(home, capsys, "list")}
    assert (listed["mine"]["state"], listed["mine"]["source"], listed["mine"]["folder"]) == (
        "present",
        "own",
        str(mine),
    )
    size = sum(file.stat().st_size for file in mine.iterdir())
    assert (listed["mine"]["size"], listed["mine"]["backend"]) == (size, "faster_whisper")
    assert models(home, "list") == 0
    assert f"mine\tyours\t{spelled(size)}\t{mine} (faster-whisper)\n" in capsys.readouterr().out
    assert told(home, capsys, "show", "MINE")["backend"] == "faster_whisper"
    assert program(home).registered().path(" Mine ") == mine
    assert models(home, "add", str(mine), "--id", "mine") == 0
    assert models(home, "add", str(whisper_folder), "--id", "mine") == 2
    said = capsys.readouterr().err
    assert f"mine is the name of {mine} already." in said
    assert said.endswith("take this one away first (its files stay): asrpro models remove mine\n")
    assert models(home, "remove", "mine") == 0
    assert (mine / "model.bin").exists()
    assert program(home).registered().path("mine") is None


def test_ones_own_that_is_gone_is_told_and_can_be_forgotten(
    home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(whisper_folder, mine)
    assert models(home, "add", str(mine), "--id", "mine") == 0
    shutil.rmtree(mine)
    assert models(home, "show", "mine") == 3
    assert "asrpro models remove mine" in capsys.readouterr().err
    mine_now = {one["id"]: one for one in told(home, capsys, "list")}["mine"]
    assert mine_now["state"] == "error"
    advice = "Put it back, choose another one in the tray's menu under Model, or take the name away: "
    advice += "asrpro models remove mine"
    assert mine_now["reason"] == f"There is no model at {mine}. {advice}"
    assert models(home, "list") == 0
    said = capsys.readouterr()
    assert f"mine\tcannot be used\t\t{mine}\n" in said.out
    assert f"mine: There is no model at {mine}. {advice}\n" in said.err
    assert models(home, "remove", "mine") == 0


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_the_name_of_one_that_is_gone_can_be_given_to_another(
    left: str, home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(whisper_folder, mine)
    assert models(home, "add", str(mine), "--id", "mine") == 0
    shutil.rmtree(mine)
    if left != "nothing":
        mine.mkdir()
    capsys.readouterr()
    assert models(home, "add", str(whisper_folder), "--id", "Mine") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"mine is {whisper_folder} now.\n", f"mine was {mine}, which is gone.\n")
    assert program(home).catalogue().find("mine").path == whisper_folder.resolve()


@pytest.mark.parametrize("name", ["../mine", "a/b", "", "-x", "con", "x" * 300, "a b\n"])
def test_a_name_that_is_none_is_refused(name: str, home: Path, whisper_folder: Path, capsys: Told) -> None:
    code = models(home, "add", str(whisper_folder), f"--id={name}")
    assert (code == 0) is (name == "a b\n")
    said = capsys.readouterr().err
    assert code == 0 or "No model can be called" in said
    assert code == 0 or "letters, digits, dots, dashes, underlines and spaces" in said


@pytest.mark.parametrize("name", ["a.b-c_d e 1", "日本語", "é" * 60, "語" * 60])
def test_a_name_is_made_of_what_the_help_says(name: str, home: Path, whisper_folder: Path, capsys: Told) -> None:
    assert models(home, "add", "--help") == 0
    assert "letters, digits, dots, dashes, underlines, spaces" in " ".join(capsys.readouterr().out.split())
    assert models(home, "add", str(whisper_folder), f"--id={name}") == 0
    assert program(home).catalogue().find(name).id == name


def test_a_name_of_the_catalogue_is_not_given_away(home: Path, whisper_folder: Path, capsys: Told) -> None:
    assert models(home, "add", str(whisper_folder), "--id", "small") == 2
    assert "small is the name of Whisper small already." in capsys.readouterr().err


def test_a_registry_that_is_damaged_tells_of_nothing(home: Path, capsys: Told) -> None:
    file = home / "data" / "models" / "registered.json"
    file.parent.mkdir(parents=True)
    for text in ("", "[]", '{"a": 1, "b": null}', "\0"):
        file.write_text(text, "utf-8")
        assert "own" not in {one["source"] for one in told(home, capsys, "list")}
