"""What is said beside a download: that the model cannot run here, and how to dictate with it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.fetching import PATTERNS, REPOSITORY, WEIGHTS
from fixtures.hub_server import Fault
from fixtures.models_program import VARIANT, models, program

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer

    Told = pytest.CaptureFixture[str]

STEP = "To dictate with it: asrpro settings set model.name whisper-small"
NO_MAC = "Core ML is a part of macOS, and this is another system."


def also_for(home: Path, backend: str) -> None:
    """Have the model for another engine, too."""
    told = VARIANT.format(name="whisper-small", repository=REPOSITORY, files=[*PATTERNS]).replace("'", '"')
    (home / "catalogue").mkdir(parents=True, exist_ok=True)
    (home / "catalogue" / f"{backend}.toml").write_text(told, "utf-8")


@pytest.mark.parametrize(
    ("backend", "package", "words"),
    [
        ("nemo", "nemo", ("NeMo needs packages", "asrpro engines add nemo")),
        pytest.param(
            "coreml", "coremltools", (NO_MAC,), marks=pytest.mark.skipif(sys.platform == "darwin", reason="a Mac")
        ),
    ],
)
def test_what_cannot_run_here_is_told_before_it_is_fetched(
    backend: str, package: str, words: tuple[str, ...], home: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    also_for(home, backend)
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed
    assert models(home, "download", "small", "--backend", backend) == 0
    said = capsys.readouterr()
    assert said.out.startswith("whisper-small is here: ")
    assert all(one in said.err for one in words)
    assert STEP not in said.err, "nobody can dictate with it"
    assert models(home, "download", "small", "--backend", backend, "--json") == 0
    assert words[0] in capsys.readouterr().err


def test_a_form_for_an_engine_of_another_version_is_told_as_that(home: Path, capsys: Told) -> None:
    assert models(home, "download", "small", "--backend", "tomorrow") == 0
    assert capsys.readouterr().err == "This version of the program has no engine for it.\n"


def test_the_next_step_is_told_of_what_nobody_dictates_with_yet(home: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == 0
    assert capsys.readouterr().err == f"{STEP}\n"
    assert models(home, "download", "small", "--json") == 0
    assert capsys.readouterr().err == ""
    program(home).settings.set("model.name", "Small")
    assert models(home, "download", "small") == 0
    assert capsys.readouterr().err == ""


def test_each_try_that_fails_is_told_where_there_is_no_terminal(home: Path, hub: HubServer, capsys: Told) -> None:
    hub.faults[WEIGHTS] = [Fault(503), Fault(503)]
    assert models(home, "download", "small", "--json") == 0
    first, second = capsys.readouterr().err.splitlines()
    assert first == second
    assert first.endswith("The next try is in 1 s.")
    hub.faults["api"] = [Fault(503)] * 3
    models(home, "remove", "small", "--yes")
    capsys.readouterr()
    assert models(home, "download", "small") == 1
    *tries, error, _hint = capsys.readouterr().err.splitlines()
    assert [one.endswith("The next try is in 1 s.") for one in tries] == [True, True]
    assert error.startswith("Error: ")
