"""A change to the file is seen within two seconds, whoever made it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest

from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS, Settings
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

WRONG = '"model.prompt" takes text without control characters; what the file says is left out.'
BROKEN = "The settings file is damaged (line 1, column 22); what could be made out of it is used."
STAYS = "What cannot be read stays as it was before."
SOON = 2.0
NEVER = 1.8
"""Seconds; longer than the pulse, so that a change that is wrongly told would be told by then."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def faults() -> list[str]:
    """What people are told of the file."""
    return []


def silent(told: Queue[Settings]) -> bool:
    try:
        told.get(timeout=NEVER)
    except Empty:
        return True
    return False


def test_a_change_by_another_is_told(path: Path, faults: list[str]) -> None:
    file, told = SettingsFile(path), Queue[Settings]()
    with file.watch(told.put, faults.append):
        SettingsFile(path).set("device.threads", 3)
        assert told.get(timeout=SOON).device.threads == 3
        assert file.current.device.threads == 3
        path.write_text('{"device": {"threads": 4}}', "utf-8")
        assert told.get(timeout=SOON).device.threads == 4
        path.unlink()
        assert told.get(timeout=SOON) == DEFAULTS
    assert faults == []
    assert "settings" not in {thread.name for thread in threading.enumerate()}


def test_a_change_through_the_object_is_told_once(path: Path, faults: list[str]) -> None:
    file, told = SettingsFile(path), Queue[Settings]()
    with file.watch(told.put, faults.append):
        file.set("device.threads", 3)
        assert told.get(timeout=SOON).device.threads == 3
        file.set("device.threads", 3)
        path.write_text('{"version": 1, "device": {"threads":   3}}', "utf-8")
        assert silent(told)


def test_a_change_between_reading_and_watching_is_told(path: Path, faults: list[str]) -> None:
    file, told = SettingsFile(path), Queue[Settings]()
    assert file.current == DEFAULTS
    SettingsFile(path).set("device.threads", 3)
    with file.watch(told.put, faults.append):
        assert told.get(timeout=SOON).device.threads == 3


def test_damage_keeps_the_last_good_value(path: Path, faults: list[str]) -> None:
    path.write_text('{"model": {"prompt": "good", "beam_size": 7}}', "utf-8")
    file, told = SettingsFile(path), Queue[Settings]()
    with file.watch(told.put, faults.append):
        path.write_text('{"model": {"prompt": 5, "beam_size": 8}}', "utf-8")
        first = told.get(timeout=SOON)
        assert (first.model.prompt, first.model.beam_size) == ("good", 8)
        assert list(file.notices) == [WRONG]
        until(lambda: faults, "what is wrong", SOON)
        path.write_text('{"model": {"prompt": "go', "utf-8")
        assert silent(told)
        assert file.current == first
        assert list(file.notices) == [WRONG, BROKEN]
        assert faults == [f"{WRONG} {STAYS}", f"{BROKEN} {STAYS}"]
        path.write_text('{"model": {"prompt": "better", "beam_size": 8}}', "utf-8")
        assert told.get(timeout=SOON).model.prompt == "better"
    assert [other.name for other in path.parent.iterdir()] == ["settings.json"]


def test_who_fails_to_follow_does_not_end_the_watch(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    told = Queue[Settings]()

    def follow(settings: Settings) -> None:
        told.put(settings)
        raise ValueError(settings.device.name)

    with SettingsFile(path).watch(follow, print):
        SettingsFile(path).set("device.threads", 3)
        assert told.get(timeout=SOON).device.threads == 3
        SettingsFile(path).set("device.threads", 4)
        assert told.get(timeout=SOON).device.threads == 4
    assert caplog.messages == ["what follows from changed settings failed"] * 2


def test_a_fault_is_told_once_and_again_where_it_comes_again(path: Path, faults: list[str]) -> None:
    path.write_text('{"model": {"prompt": 5}}', "utf-8")
    file, told = SettingsFile(path), Queue[Settings]()
    assert len(file.reload().model.prompt) == 0
    with file.watch(told.put, faults.append):
        path.write_text('{"model": {"prompt": 6, "beam_size": 8}}', "utf-8")
        assert told.get(timeout=SOON).model.beam_size == 8
        assert silent(told)
        assert faults == [], "that was told when it was read first"
        for times in (1, 2):
            path.write_text('{"model": {"beam_size": 9}}', "utf-8")
            assert told.get(timeout=SOON).model.beam_size == 9
            path.write_text('{\n  "model": }', "utf-8")
            until(lambda times=times: len(faults) == times, "the fault", SOON)
            assert "line 2, column 12" in faults[-1]
            assert silent(told)
            path.write_text('{"model": {"beam_size": 8}}', "utf-8")
            assert told.get(timeout=SOON).model.beam_size == 8
    assert len(faults) == 2


def test_a_file_half_written_is_not_spoken_of(path: Path, faults: list[str]) -> None:
    file, told = SettingsFile(path), Queue[Settings]()
    with file.watch(told.put, faults.append):
        assert silent(told)
        path.write_text('{"model": {"beam_', "utf-8")
        time.sleep(0.3)  # as long as a slow editor takes
        path.write_text('{"model": {"beam_size": 8}}', "utf-8")
        assert told.get(timeout=SOON).model.beam_size == 8
        assert silent(told)
    assert faults == []


WITHOUT_WATCHES = """
import resource, sys, time
from pathlib import Path
from queue import Queue
import filelock, watchfiles
from asrpro.settings.file import SettingsFile
path, told = Path(sys.argv[1]), Queue()
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[2]), 4096))
with SettingsFile(path).watch(told.put, print):
    time.sleep(0.3)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    path.write_text('{"device": {"threads": 3}}')
    print(told.get(timeout=2).device.threads)
"""


def test_a_system_without_watches_left_is_asked_again_and_again(path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT_WATCHES, str(path), "5"], capture_output=True, check=False)
    assert run.stdout == b"3\n", run.stderr.decode()
