"""What the command line says to those who ask the program that runs."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import ASRPRO
from fixtures.kept import recorded
from fixtures.programs import PATIENCE, until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk

HOST = "asrpro.runtime.host_main"
MODEL = "pocketsphinx-en-us"
NOTHING = "Nothing is being recorded.\n"


def said(desk: Desk, *arguments: str) -> tuple[int | None, str]:
    """The exit code of a command, and all that it printed."""
    process = desk.programs.start(*ASRPRO, *arguments)
    code = process.wait(PATIENCE)
    return code, desk.programs.output(process)


@pytest.mark.parametrize("action", ["stop", "cancel"])
def test_what_has_nothing_to_do_says_so_and_is_no_failure(own_desk: Desk, action: str) -> None:
    own_desk.start()
    assert said(own_desk, "dictate", action) == (0, NOTHING)
    assert said(own_desk, "dictate", action) == (0, NOTHING)
    assert said(own_desk, "dictate", "start") == (0, "")
    own_desk.reach("recording")
    assert said(own_desk, "dictate", action) == (0, "")
    own_desk.rest()


def test_json_stays_json(running: Desk) -> None:
    done = running.programs.run(*ASRPRO, "dictate", "stop", "--json")
    assert json.loads(done)["acts"] is False


def test_what_is_in_memory_is_told_and_given_back(own_desk: Desk) -> None:
    def listed() -> dict[str, str]:
        found = json.loads(own_desk.asrpro("models", "list", "--json"))
        return {one["id"]: one["state"] for one in found}

    own_desk.start()
    assert listed()[MODEL] == "present"
    own_desk.ask("start")
    own_desk.reach("recording")
    until(lambda: listed()[MODEL] == "in use", "the model in memory")
    assert said(own_desk, "models", "unload") == (0, f"In use: {MODEL}.\n")
    assert not own_desk.asked("changed", model=MODEL)["free"], "an update waits until nobody uses it"
    own_desk.ask("cancel")
    own_desk.rest()
    until(lambda: listed()[MODEL] == "present", "its end, for its files may be others now")
    assert own_desk.asked("changed", model=MODEL)["free"]
    own_desk.ask("start")
    until(lambda: listed()[MODEL] == "in use", "the model in memory once more")
    own_desk.ask("cancel")
    own_desk.rest()
    until(lambda: listed()[MODEL] == "ready", "nobody to use it")
    assert json.loads(own_desk.asrpro("models", "show", MODEL, "--json"))["device"] == "cpu"
    assert len(own_desk.children(HOST)) == 1
    assert said(own_desk, "models", "unload") == (0, f"Their memory is free again: {MODEL}.\n")
    assert said(own_desk, "models", "unload") == (0, "No model was in memory.\n")
    assert json.loads(own_desk.asrpro("models", "unload", "--json")) == {"unloaded": [], "left": {}}
    assert (own_desk.children(HOST), listed()[MODEL]) == ([], "present")


def test_a_model_at_work_is_not_deleted_and_dictation_goes_on_without_it(own_desk: Desk, whisper_folder: Path) -> None:
    name = "whisper-tiny"
    place = own_desk.programs.folder / "home" / "data" / "models" / "faster_whisper" / name
    shutil.copytree(whisper_folder, place)
    recorded(place)
    own_desk.asrpro("settings", "set", "model.name", name)
    own_desk.start()
    own_desk.ask("start")
    own_desk.reach("recording")
    code, told = said(own_desk, "models", "remove", name, "--yes")
    assert (code, f"{name} is at work. It can be deleted once" in " ".join(told.split())) == (1, True)
    assert place.exists()
    own_desk.ask("cancel")
    own_desk.rest()

    def deleted() -> bool:
        return said(own_desk, "models", "remove", name, "--yes")[0] == 0

    until(deleted, "nobody to use it")
    assert (place.exists(), own_desk.children(HOST)) == (False, [])
    assert own_desk.asrpro("settings", "get", "model.name").strip() == MODEL


def test_what_nobody_uses_gives_its_memory_back_by_itself(own_desk: Desk) -> None:
    own_desk.start()
    own_desk.ask("start")
    own_desk.reach("recording")
    own_desk.set("model.unload_after", "0")
    own_desk.ask("cancel")
    own_desk.rest()
    until(lambda: not own_desk.children(HOST), "its memory given back")


def test_nothing_runs_that_could_give_memory_back(own_desk: Desk) -> None:
    code, told = said(own_desk, "models", "unload")
    assert code == 4
    assert told.startswith("Error: ASR Pro is not running.")
