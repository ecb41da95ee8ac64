"""The entries of the menu that dictate nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from asrpro.settings.file import SettingsFile
from asrpro.ui.about import About
from asrpro.ui.granting import Granting
from asrpro.ui.more import More
from asrpro.ui.poster import Poster
from asrpro.ui.theme import Theme
from fixtures.programs import until

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
def said(application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What people are told, on a desktop that has a program for the settings alone."""
    assert application.platformName() == "offscreen"
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text('#!/bin/sh\ncase "$1" in *.json) exec touch "$1.opened";; *) exit 3;; esac\n', "utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(opener.parent), prepend=os.pathsep)
    return []


def more(folder: Path, said: list[str]) -> More:
    theme = Theme(still=lambda: True)
    post = Poster().post
    granting = Granting(Nothing(), theme, say=said.append, post=Poster().post, changed=said.clear)
    settings = SettingsFile(folder / "config" / "settings.json")
    return More(granting, settings, folder / "log", lambda: About(theme, list, post), said.append, post)


def told(said: list[str]) -> list[str]:
    """What is said once something is."""
    until(lambda: QApplication.processEvents() or said, "a word", 5)
    return said


def test_what_nothing_can_open_is_said(said: list[str], tmp_path: Path) -> None:
    made = more(tmp_path, said)
    made.entries["logs"]()
    assert told(said) == [f"Nothing here can open {tmp_path / 'log'}."]
    made.entries["settings_file"]()
    file = tmp_path / "config" / "settings.json"
    until(lambda: file.with_name("settings.json.opened").exists(), "the editor", 5)
    assert file.exists()
    assert len(said) == 1
    assert made.possible == frozenset()
    made.close()


def test_so_it_is_where_nothing_opens_anything(
    said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    more(tmp_path, said).entries["logs"]()
    assert told(said) == [f"Nothing here can open {tmp_path / 'log'}."]


def test_a_settings_file_that_cannot_be_is_said(said: list[str], tmp_path: Path) -> None:
    (tmp_path / "config").touch()
    more(tmp_path, said).entries["settings_file"]()
    assert len(said) == 1
    assert said[0].startswith("The settings cannot be saved: ")
