"""What the settings go by once a Model leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.leaving import Left, hears, leave

if TYPE_CHECKING:
    from pathlib import Path

HOTKEYS = [{"keys": "F7"}, {"keys": "F8", "model": "whisper-1"}, {"keys": "F9", "model": "mine"}]


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    made = SettingsFile(tmp_path / "settings.json")
    made.set("hotkey.dictate", HOTKEYS)
    return made


@pytest.mark.parametrize(
    ("chosen", "leaving", "left", "models"),
    [
        ("whisper-1", "whisper-large-v3", Left(DEFAULTS.model.name, ("F8",)), ["", "", "mine"]),
        ("mine", "whisper-large-v3", Left("", ("F8",)), ["", "", "mine"]),
        (" Mine", "mine", Left(DEFAULTS.model.name, ("F9",)), ["", "whisper-1", ""]),
        ("mine", "whisper-tiny", Left(), ["", "whisper-1", "mine"]),
    ],
)
def test_dictation_and_hotkeys_go_by_another(
    chosen: str, leaving: str, left: Left, models: list[str], settings: SettingsFile
) -> None:
    catalogue = Catalogue(paths.catalogue())
    settings.set("model.name", chosen)
    assert hears(settings, catalogue, leaving) == bool(left.instead)
    assert leave(settings, catalogue, leaving) == left
    assert [one.model for one in settings.current.hotkey.dictate] == models
    assert settings.current.model.name == (left.instead or chosen)
    assert leave(settings, catalogue, leaving) == Left()
