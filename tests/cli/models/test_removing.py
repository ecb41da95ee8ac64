"""What cannot be deleted as a whole stays as a whole, and is what hears dictations still."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.fetching import WEIGHTS
from fixtures.hub_server import Fault
from fixtures.models_program import COMMAND, models, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer

    Told = pytest.CaptureFixture[str]
    Asked = Callable[..., subprocess.CompletedProcess[str]]

WITHOUT_RIGHTS = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
"""The superuser may write everywhere; without these rights as people may."""


@pytest.fixture
def place(home: Path) -> Path:
    """Where the chosen Model is, in the form of one engine."""
    assert models(home, "download", "small") == 0
    program(home).settings.set("model.name", "whisper-small")
    return home / "data" / "models" / "faster_whisper" / "whisper-small"


@pytest.fixture
def _comes_for_another_engine(place: Path, hub: HubServer) -> Iterator[None]:
    assert place.exists()
    hub.faults[WEIGHTS] = [Fault(hold=100)]
    command = [*COMMAND, "models", "download", "small", "--backend", "tomorrow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert hub.held.wait(60)
        yield
        process.kill()


def test_one_that_hears_you_by_its_place_is_gone_back_from(home: Path, place: Path, capsys: Told) -> None:
    program(home).settings.set("model.name", str(place))
    capsys.readouterr()
    assert models(home, "remove", "small", "--yes") == 0
    assert "pocketsphinx-en-us hears you from now on." in capsys.readouterr().out
    assert (program(home).settings.current.model.name, place.exists()) == ("pocketsphinx-en-us", False)


@pytest.mark.usefixtures("_comes_for_another_engine")
def test_one_that_comes_for_another_engine_stays(home: Path, place: Path, asked: Asked) -> None:
    refused = asked("remove", "small", "--yes", "--json")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "Error: whisper-small is being downloaded.\nEnd the download first.\n"
    assert (place / ".complete.json").exists()
    assert program(home).settings.current.model.name == "whisper-small"


def test_one_of_which_a_form_cannot_be_deleted_stays(home: Path, place: Path) -> None:
    assert models(home, "download", "small", "--backend", "tomorrow") == 0
    other = home / "data" / "models" / "tomorrow"
    other.chmod(0o500)
    remove = [*WITHOUT_RIGHTS, *COMMAND, "models", "remove", "small", "--yes"]
    refused = subprocess.run(remove, capture_output=True, text=True, check=False, timeout=100)
    other.chmod(0o700)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: whisper-small cannot be deleted: Permission denied.")
    assert [(one / ".complete.json").exists() for one in (place, other / "whisper-small")] == [True, True]
    assert program(home).settings.current.model.name == "whisper-small"
    assert models(home, "remove", "small", "--yes") == 0
    assert program(home).settings.current.model.name == "pocketsphinx-en-us"
    assert not [one for one in place.parents[1].rglob("*") if one.is_file() and one.suffix != ".lock"]
