"""What `models list` and `show` tell of the model that is chosen, of what is in memory, and what is lacking."""

from __future__ import annotations

import json
import shutil
import socket
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.cli.main import run
from fixtures import forms
from fixtures.command import asrpro
from fixtures.models_program import models, program
from fixtures.running_program import local, running

if TYPE_CHECKING:
    from pathlib import Path

    Told = pytest.CaptureFixture[str]

ADDRESS = "http://127.0.0.1:9/v1#whisper-1"


@pytest.fixture
def mine(home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told) -> Path:
    """A model of one's own, called mine, and one at a server, called nas."""
    folder = shutil.copytree(whisper_folder, tmp_path / "m" / "whisper")
    assert models(home, "add", str(folder), "--id", "mine") == 0
    assert models(home, "add", ADDRESS, "--id", "nas") == 0
    capsys.readouterr()
    return tmp_path / "m" / "whisper"


def listed(home: Path, capsys: Told) -> dict[str, Any]:
    assert models(home, "list", "--json") == 0
    return {one["id"]: one for one in json.loads(capsys.readouterr().out)}


def states(home: Path, capsys: Told) -> dict[str, str]:
    assert models(home, "list") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()[1:]]
    return {name: state for name, state, _size, _title in rows}


def choose(home: Path, name: str) -> None:
    program(home).settings.set("model.name", name)


@pytest.mark.parametrize(
    ("name", "marked", "state"),
    [
        ("pocketsphinx", "pocketsphinx-en-us", "built in, hears you"),
        ("small", "whisper-small", "not here, chosen"),
        ("Mine", "mine", "yours, hears you"),
        ("{folder}", "mine", "yours, hears you"),
        ("nas", "nas", "on a server, hears you"),
        (ADDRESS, "nas", "on a server, hears you"),
    ],
)
@pytest.mark.usefixtures("mine")
def test_the_one_that_hears_you_is_told(
    name: str, marked: str, state: str, home: Path, tmp_path: Path, capsys: Told
) -> None:
    choose(home, name.format(folder=tmp_path / "m" / "whisper"))
    assert [one for one, told in listed(home, capsys).items() if told["chosen"]] == [marked]
    found = states(home, capsys)
    assert found[marked] == state
    assert [one for one, told in found.items() if "hears you" in told or "chosen" in told] == [marked]
    for other in ("pocketsphinx", "small", "mine", "nas"):
        assert models(home, "show", other, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert told["chosen"] is (told["id"] == marked)
    assert models(home, "show", marked) == 0
    assert f"State       {state}\n" in capsys.readouterr().out


def test_one_that_is_chosen_by_its_place_has_a_row(home: Path, whisper_folder: Path, capsys: Told) -> None:
    for place, state in ((str(whisper_folder), "yours, hears you"), (ADDRESS, "on a server, hears you")):
        choose(home, place)
        told = listed(home, capsys)[place]
        assert (told["title"], told["chosen"], told["state"]) == (place, True, "present")
        assert states(home, capsys)[place] == state
        assert models(home, "show", place, "--json") == 0
        assert json.loads(capsys.readouterr().out)["chosen"] is True


@local
def test_one_whose_files_are_gone_hears_nobody_though_it_is_in_memory(home: Path, mine: Path, capsys: Told) -> None:
    choose(home, "mine")
    (mine / "model.bin").write_bytes(b"cut")
    ready = {"mine": {"state": "ready", "device": "cpu (int8)", "reason": "", "damaged": False}}
    with running(ready, ready):
        told = listed(home, capsys)["mine"]
        assert states(home, capsys)["mine"] == "cannot be used, chosen"
    assert told["state"] == "error"
    assert "model.bin" in told["reason"]


def test_what_is_in_memory_is_told_of_none_that_only_is_called_so(
    home: Path, whisper_folder: Path, tmp_path: Path, capsys: Told
) -> None:
    """A folder of one's own may be called as one of the catalogue is."""
    folder = shutil.copytree(whisper_folder, tmp_path / "whisper-small")
    choose(home, str(folder))
    (found,) = (one for one, told in listed(home, capsys).items() if told["chosen"])
    assert found == str(folder)
    if hasattr(socket, "AF_UNIX"):
        model = program(home).catalogue().find(str(folder))
        assert model.id != "whisper-small"
        with running({model.id: {"state": "ready", "device": "cpu (int8)", "reason": "", "damaged": False}}):
            told = states(home, capsys)
        assert (told[found], told["whisper-small"]) == ("in memory, hears you", "not here")


def test_one_that_is_chosen_and_is_no_more_says_so(home: Path, mine: Path, capsys: Told) -> None:
    shutil.rmtree(mine)
    for name, row in (("mine", "mine"), ("nobody", "nobody"), (str(mine), "mine")):
        choose(home, name)
        told = listed(home, capsys)
        assert [one for one in told if told[one]["chosen"]] == [row]
        assert (told[row]["state"], str(mine) in told) == ("error", False)
        assert models(home, "list") == 0
        said = capsys.readouterr()
        assert f"{row}\tcannot be used, chosen\t" in said.out
        assert f"{row}: {told[row]['reason']}\n" in said.err


def test_one_whose_engine_is_not_installed_hears_nobody(home: Path, tmp_path: Path, capsys: Told) -> None:
    assert models(home, "add", str(forms.nemo(tmp_path / "parakeet.nemo")), "--id", "mine") == 0
    choose(home, "mine")
    capsys.readouterr()
    assert states(home, capsys)["mine"] == "yours, cannot be used here, chosen"
    assert models(home, "show", "mine") == 0
    assert "Engine      NeMo\n" in capsys.readouterr().out


@local
@pytest.mark.usefixtures("mine")
def test_what_the_program_that_runs_has_in_memory_is_told_to_people_and_programs(home: Path, capsys: Told) -> None:
    ready = {"mine": {"state": "ready", "device": "cpu (int8)", "reason": "", "damaged": False}}
    with running(ready, ready):
        assert (listed(home, capsys)["mine"]["state"], states(home, capsys)["mine"]) == ("ready", "in memory")


@local
@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("state", "words"), [("error", "on a server, cannot be used"), ("in use", "on a server, in use")]
)
def test_one_at_a_server_is_marked_so_whatever_became_of_it(state: str, words: str, home: Path, capsys: Told) -> None:
    with running({"nas": {"state": state, "device": "", "reason": "Why.", "damaged": False}}):
        assert states(home, capsys)["nas"] == words


def test_a_server_where_nothing_listens_is_told_with_its_address(home: Path, talk: Path, capsys: Told) -> None:
    assert run(program(home), ["transcribe", str(talk), "--model", ADDRESS]) == 1
    assert f"\nStart the server, or look at its address: {ADDRESS}\n" in capsys.readouterr().err


def test_damaged_files_are_told_with_what_helps(home: Path, mine: Path, capsys: Told) -> None:
    (mine / "model.bin").write_bytes(b"")
    title, advice = f"{mine} holds no Whisper model.", "model.bin is damaged. Get the model again."
    assert listed(home, capsys)["mine"]["reason"] == f"{title} {advice}"
    assert models(home, "show", "mine") == 3
    assert capsys.readouterr().err == f"Error: mine cannot be used: {title}\n{advice}\n"


def test_programs_are_told_which_recommendation_is_the_best() -> None:
    told = json.loads(asrpro("models", "list", "--json").stdout)
    ranked = {one["rank"]: one["id"] for one in told if one["recommended"]}
    assert all(one["rank"] is None for one in told if not one["recommended"])
    said = asrpro("models", "list").stderr.splitlines()
    heads = ["Best here", *["Also good here"] * (len(ranked) - 1)]
    found = [line.partition(" (")[0] for line in said]
    assert found == [f"{head}: {ranked[rank]}" for rank, head in enumerate(heads, 1)]
