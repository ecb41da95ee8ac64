"""What `models list`, `show` and `doctor` say of parts of models, of those of one's own, and of which are best."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from asrpro.catalog.recommending import Recommendation
from asrpro.cli import recommended
from asrpro.cli.main import run
from asrpro.domain import Model
from fixtures import forms
from fixtures.fetching import REPOSITORY, WEIGHTS, files
from fixtures.hub_server import Fault
from fixtures.models_program import models, program

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from fixtures.hub_server import HubServer

    Told = pytest.CaptureFixture[str]


def test_what_an_interrupted_download_left_is_told(home: Path, hub: HubServer, capsys: Told) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=120_000), Fault(500), Fault(500), Fault(500)]
    assert models(home, "download", "small") != 0
    part = program(home).downloads().store.gathered("whisper-small")
    assert part == 120_000
    capsys.readouterr()
    assert models(home, "list") == 0
    assert "whisper-small\tinterrupted, 120 kB of 301 kB here\t301 kB\t" in capsys.readouterr().out
    assert models(home, "show", "small") == 0
    assert "  interrupted, 120 kB of 301 kB here\n" in capsys.readouterr().out
    assert models(home, "list", "--json") == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (told["whisper-small"]["state"], told["whisper-small"]["part"]) == ("absent", part)
    assert "part" not in told["another"]
    assert models(home, "download", "small") == 0
    capsys.readouterr()
    assert models(home, "show", "small", "--json") == 0
    assert "part" not in json.loads(capsys.readouterr().out)


def test_what_an_interrupted_update_left_is_told(home: Path, hub: HubServer, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    hub.repositories[REPOSITORY].files |= {"model.bin": files(seed=2)["model.bin"]}
    hub.faults[WEIGHTS] = [Fault(cut=120_000), *[Fault(500)] * 3]
    capsys.readouterr()
    assert models(home, "update", "small") != 0
    part = program(home).downloads().store.gathered("whisper-small")
    assert part == 120_000, "what it takes from the model that is here takes no room"
    capsys.readouterr()
    assert models(home, "list") == 0
    assert "whisper-small\there, 120 kB of an unfinished download\t301 kB\t" in capsys.readouterr().out
    assert models(home, "show", "small", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["part"]) == ("present", part)


def test_the_best_one_is_told_from_others_that_are_good() -> None:
    found = [Recommendation(Model(id=name, title=name), f"So {name}.", "") for name in ("large", "base", "tiny")]
    assert [*recommended.lines(found)] == [
        "Best here: large (So large)",
        "Also good here: base (So base)",
        "Also good here: tiny (So tiny)",
    ]


def test_doctor_knows_models_of_ones_own_and_at_servers(home: Path, whisper_folder: Path, capsys: Told) -> None:
    assert models(home, "add", str(whisper_folder), "--id", "mine") == 0
    assert models(home, "add", "http://127.0.0.1:1/v1", "--id", "nas", "--model", "whisper-1") == 0
    registered = home / "data" / "models" / "registered.json"
    registered.write_text(json.dumps(json.loads(registered.read_text("utf-8")) | {"gone": "/nowhere"}), "utf-8")
    assert models(home, "add", str(forms.nemo(home / "parakeet.nemo")), "--id", "later") == 0
    said = {}
    for name in ("mine", "nas", str(whisper_folder), "pocketsphinx"):
        program(home).settings.set("model.name", name)
        capsys.readouterr()
        run(program(home), ["doctor", "--json"])
        told = {one["name"]: one["found"] for one in json.loads(capsys.readouterr().out)["checks"]}
        said[name] = told["Chosen model"]
        own = "later (NeMo, cannot be used here), mine (faster-whisper), nas (whisper-1 at 127.0.0.1:1); "
        assert f"gone (cannot be used), {own}" in told["Models"]
    assert [*said.values()] == [
        "mine (faster-whisper)",
        "nas (whisper-1 at 127.0.0.1:1)",
        "mine (faster-whisper)",
        "pocketsphinx-en-us (PocketSphinx)",
    ]


def test_of_a_chosen_folder_that_is_gone_it_is_said_what_helps(home: Path, tmp_path: Path, capsys: Told) -> None:
    gone = str(tmp_path / "gone")
    program(home).settings.set("model.name", gone)
    assert models(home, "list") == 0
    advice = "Put it back, or choose another one in the tray's menu under Model."
    assert f"{gone}: There is no model at {gone}. {advice}\n" in capsys.readouterr().err
