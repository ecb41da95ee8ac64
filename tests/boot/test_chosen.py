from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.boot.chosen import tell_missing
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.registered import Registered
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[[str], str]

PUT_BACK = "Put it back where it was, or pick another one in the menu under Model."


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What is said where a Model of this name is chosen."""
    registered = Registered(tmp_path / "registered.json")
    registered.add("mine", tmp_path / "moved away")
    catalogue = Catalogue(paths.catalogue(), registered)

    def of(name: str) -> str:
        said: list[str] = []
        tell_missing(catalogue, name, said.append)
        return until(lambda: next(iter(said), ""), "what is said")

    return of


def test_a_folder_that_was_moved_away_is_to_be_put_back(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "moved away"
    said = f"The chosen model cannot be used. There is no model at {path}. {PUT_BACK}"
    assert told(str(path)) == told("mine") == said


def test_one_that_is_not_downloaded_is_to_be_got(told: Told) -> None:
    assert told("whisper-tiny") == (
        "The chosen model cannot be used. Whisper tiny is known, but not on this machine. "
        "Get it or another one in the menu under Model."
    )


def test_of_a_damaged_one_it_is_said_what_is_wrong(told: Told, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = told(str(tmp_path / "empty"))
    assert said.startswith("The chosen model cannot be used. ")
    assert said.endswith("Or pick another one in the menu under Model.")
    assert str(tmp_path / "empty") in said


def test_nothing_is_said_of_one_that_is_there(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    tell_missing(Catalogue(paths.catalogue()), "pocketsphinx-en-us", said.append).join()
    assert (said, caplog.text) == ([], "")
