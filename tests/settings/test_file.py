"""The file holds what was chosen, and nothing that was there is lost without a copy."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.errors import SettingsError
from asrpro.settings.disk import LIMIT
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def document(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_reading_writes_nothing(path: Path) -> None:
    file = SettingsFile(path)
    assert file.current == DEFAULTS
    assert file.notices == ()
    assert list(path.parent.iterdir()) == []


def test_a_file_to_open_is_made_once_and_holds_no_default(path: Path) -> None:
    file = SettingsFile(path)
    file.ensure()
    assert document(path).keys() == {"version"}
    path.write_text('{"not": "ours"}')
    file.ensure()
    assert document(path) == {"not": "ours"}


def test_only_what_differs_is_written(path: Path) -> None:
    file = SettingsFile(path)
    file.set("model.hotwords", "Qt, Grüße")
    file.set("privacy.keep_history", value=False)
    file.set("device.name", "cpu")
    file.set("device.name", "auto")
    assert document(path) == {
        "version": 1, "model": {"hotwords": ["Qt", "Grüße"]}, "privacy": {"keep_history": False},
    }  # fmt: skip
    assert "Grüße" in path.read_text("utf-8")


def test_what_was_set_is_had_at_once_and_later(path: Path) -> None:
    file = SettingsFile(path)
    assert file.set("audio.silence", "1.5").audio.silence == 1.5
    assert file.get("audio.silence") == 1.5
    assert SettingsFile(path).get("audio.silence") == 1.5


def test_what_another_has_written_is_had_by_who_asks_for_the_newest(path: Path) -> None:
    file, other = SettingsFile(path), SettingsFile(path)
    assert file.newest == DEFAULTS
    other.set("model.language", "de")
    assert (file.current.model.language, file.newest.model.language) == (DEFAULTS.model.language, "de")
    assert file.newest is file.current
    file.set("model.language", "fr")
    assert file.newest.model.language == "fr"
    path.write_text("{")
    assert file.newest.model.language == "fr", "half written"
    path.unlink()
    assert file.newest == DEFAULTS


def test_a_default_is_had_again(path: Path) -> None:
    file = SettingsFile(path)
    file.set("audio.silence", 1.5)
    file.set("device.threads", 2)
    file.set("delivery.replacements.one", "1")
    assert file.reset("delivery.replacements.one").delivery.replacements == {}
    assert file.reset("audio.silence").audio.silence == 0.5
    assert document(path) == {"version": 1, "device": {"threads": 2}}
    assert file.reset() == DEFAULTS
    assert document(path) == {"version": 1}


def test_a_refused_value_changes_nothing(path: Path) -> None:
    file = SettingsFile(path)
    file.set("device.threads", 2)
    before = path.read_bytes()
    with pytest.raises(SettingsError):
        file.set("device.threads", 1000)
    assert path.read_bytes() == before
    assert file.current.device.threads == 2


def test_only_the_user_may_read_it(path: Path) -> None:
    SettingsFile(path).set("model.prompt", "private")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_to_a_file_elsewhere_stays_one(path: Path) -> None:
    elsewhere = path.with_name("dotfiles")
    elsewhere.mkdir()
    path.symlink_to(elsewhere / "asrpro.json")
    file = SettingsFile(path)
    file.set("device.threads", 2)
    assert path.is_symlink()
    assert document(elsewhere / "asrpro.json")["device"] == {"threads": 2}


def test_what_another_wrote_meanwhile_is_kept(path: Path) -> None:
    one, two = SettingsFile(path), SettingsFile(path)
    assert one.current == two.current
    one.set("device.threads", 2)
    two.set("model.beam_size", 7)
    assert document(path) == {"version": 1, "device": {"threads": 2}, "model": {"beam_size": 7}}
    assert one.current.model.beam_size == 5
    assert one.reload() == two.current


def test_what_a_killed_process_left_is_no_hindrance(path: Path) -> None:
    left = path.with_name("settings.json.new")
    left.write_text('{"version": 1, "mod', "utf-8")
    SettingsFile(path).set("device.threads", 2)
    assert not left.exists()
    assert document(path)["device"] == {"threads": 2}


def test_a_place_that_cannot_be_written_to_is_an_error_in_words(path: Path) -> None:
    path.write_text("{}", "utf-8")
    file = SettingsFile(path / "settings.json")
    with pytest.raises(SettingsError) as caught:
        file.set("device.threads", 2)
    assert caught.value.title.startswith("The settings cannot be saved: ")
    assert str(path) in caught.value.hint


def test_more_than_can_be_read_again_is_not_written(path: Path) -> None:
    file = SettingsFile(path)
    file.set("device.threads", 2)
    with pytest.raises(SettingsError, match="more settings than fit"):
        file.set("model.prompt", "x" * LIMIT)
    assert document(path) == {"version": 1, "device": {"threads": 2}}
    assert file.current.model.prompt == ""


def test_a_folder_is_made_when_it_is_needed(path: Path) -> None:
    file = SettingsFile(path.parent / "deep" / "asrpro" / "settings.json")
    file.set("device.threads", 2)
    assert file.path.exists()
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
