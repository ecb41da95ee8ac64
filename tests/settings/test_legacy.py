"""The older program's file is understood as far as it means something today, and left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asrpro.settings import legacy
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS
from asrpro.settings.upgrade import VERSION, upgrade

PREFERS_CPU = [
    {"device_preference": ["cpu", "cuda"]},
    {"models": {"prefer_gpu": False, "auto_unload_after_minutes": 30}},
    {"model": {"prefer_gpu": False, "cache_directory": ""}},
    {"device": {"prefer_gpu": False, "cuda_enabled": False}},
    {"model_config": {"use_gpu": False}},
]
SPOKEN = {
    "server": {"enabled": True, "host": "127.0.0.1", "port": 8000},
    "audio": {"sample_rate": 16000, "quality": "high"},
    "transcription_config": {"language": "de", "beam_size": 3, "initial_prompt": "Grüße", "best_of": None},
    "hotkey": {"combination": "<ctrl>+<alt>+t"},
}


@pytest.mark.parametrize("document", PREFERS_CPU)
def test_no_gpu_then_is_cpu_today(document: dict[str, object]) -> None:
    assert upgrade(document, 0) == {"device": {"name": "cpu"}, "model": {}}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"device_preference": ["cuda", "vulkan", "cpu"], "models": {"prefer_gpu": True}},
        {"models": 5, "device_preference": "cpu", "transcription_config": []},
        {"transcription_config": {"language": None, "beam_size": None, "initial_prompt": None}},
        {"hotkey": {"combination": ""}},
        {"hotkey": {"combination": None}},
    ],
)
def test_what_means_nothing_gives_nothing(document: dict[str, object]) -> None:
    assert upgrade(document, 0) == {"device": {}, "model": {}}


def test_a_document_of_today_is_not_upgraded() -> None:
    assert upgrade({"model": {"prefer_gpu": False}}, VERSION) == {"model": {"prefer_gpu": False}}


def test_it_is_taken_over_once(tmp_path: Path) -> None:
    old = tmp_path / "config.json"
    old.write_text(json.dumps(SPOKEN), "utf-8")
    before = old.read_bytes()
    file = SettingsFile(tmp_path / "settings.json")
    assert (file.current.model.language, file.current.model.beam_size) == ("de", 3)
    assert file.current.model.prompt == "Grüße"
    assert file.get("hotkey.dictate") == ({"keys": "ctrl+alt+t"}, {"keys": "right_modifier", "mode": "hold"})
    names = "model.language, model.beam_size, model.prompt, hotkey.dictate"
    assert file.notices == (f"Settings of an older ASR Pro were taken over from {old}: {names}.",)
    file.reset()
    again = SettingsFile(tmp_path / "settings.json")
    assert again.current == DEFAULTS
    assert again.notices == ()
    assert old.read_bytes() == before


@pytest.mark.parametrize("data", [b"{}", b"{", b"\xff", b"[]", b'{"transcription_config": {"language": "english"}}'])
def test_a_file_of_no_use_is_looked_at_once(tmp_path: Path, data: bytes) -> None:
    old = tmp_path / "config.json"
    old.write_bytes(data)
    file = SettingsFile(tmp_path / "settings.json")
    assert file.current == DEFAULTS
    assert file.notices == (f"Nothing was taken over from {old} of an older ASR Pro.",)
    again = SettingsFile(tmp_path / "settings.json")
    assert again.current == DEFAULTS
    assert again.notices == ()
    assert old.read_bytes() == data


def test_what_is_no_file_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    file = SettingsFile(tmp_path / "settings.json")
    assert file.current == DEFAULTS
    assert file.notices[1] == f"{tmp_path / 'config.json'} is a folder and no file."


def test_a_file_of_ours_comes_before_it(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(SPOKEN), "utf-8")
    (tmp_path / "settings.json").write_text("{}", "utf-8")
    assert SettingsFile(tmp_path / "settings.json").current == DEFAULTS


def test_the_first_releases_kept_it_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    ours = tmp_path / ".config" / "asrpro"
    assert legacy.places(ours) == (ours / "config.json", tmp_path / ".asrpro" / "config.json")
    elsewhere = Path("elsewhere").absolute()
    assert legacy.places(elsewhere) == (elsewhere / "config.json",)


def test_without_a_place_to_write_it_counts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(SPOKEN), "utf-8")
    (tmp_path / "settings.json.lock").mkdir()
    file = SettingsFile(tmp_path / "settings.json")
    assert file.current.model.language == "de"
    assert file.notices[1].startswith("The settings cannot be saved: ")
