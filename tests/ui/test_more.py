"""The entries of the menu that dictate nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from asrpro.settings.file import SettingsFile
from asrpro.ui.about import About
from asrpro.ui.granting import Granting
from asrpro.ui.more import More
from asrpro.ui.poster import Poster
from asrpro.ui.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.desktop.ports import Permission


class Nothing:
    """A desktop that keeps nothing from anybody."""

    def look(self) -> tuple[Permission, ...]:
        return ()

    def open(self, permission: Permission) -> bool:
        return bool(permission.page)


@pytest.fixture
def said(application: QApplication) -> list[str]:
    assert application.platformName() == "offscreen"  # where nothing opens anything
    return []


def more(folder: Path, said: list[str]) -> More:
    theme = Theme(still=lambda: True)
    granting = Granting(Nothing(), theme, say=said.append, post=Poster().post, changed=said.clear)
    settings = SettingsFile(folder / "config" / "settings.json")
    return More(granting, settings, folder / "log", lambda: About(theme, list, Poster().post), said.append)


def test_what_nothing_can_open_is_said(said: list[str], tmp_path: Path) -> None:
    made = more(tmp_path, said)
    made.entries["settings_file"]()
    file = tmp_path / "config" / "settings.json"
    assert said == [f"Nothing here can open {file}."]
    assert file.exists()
    made.entries["logs"]()
    assert said[1:] == [f"Nothing here can open {tmp_path / 'log'}."]
    assert made.possible == frozenset()
    made.close()


def test_a_settings_file_that_cannot_be_is_said(said: list[str], tmp_path: Path) -> None:
    (tmp_path / "config").touch()
    more(tmp_path, said).entries["settings_file"]()
    assert len(said) == 1
    assert said[0].startswith("The settings cannot be saved: ")
