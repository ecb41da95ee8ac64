"""The program as it is put together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro import paths
from asrpro.history.entry import Entry
from asrpro.history.store import History
from fixtures.command import PROGRAM, asrpro

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_it_works_without_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = asrpro("transcribe", paths.resources() / "sample.flac", ASRPRO_HOME=str(tmp_path / "file"))
    assert (done.returncode, bool(done.stdout)) == (0, True)
    said = done.stderr.splitlines()
    assert said[0].startswith("There will be no log, because")
    assert [line for line in said if line.startswith("The history") and "cannot be opened for writing" in line]
    assert said[-1].endswith("cannot be read: Not a directory. All settings have their defaults.")
    assert asrpro("--help", ASRPRO_HOME=str(tmp_path / "file")).returncode == 0
    assert asrpro("--version", ASRPRO_HOME=str(tmp_path / "file")).stderr == ""


def test_what_cannot_be_saved_then_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = asrpro("settings", "set", "model.beam_size", "2", ASRPRO_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "Error: The settings cannot be saved: Not a directory." in done.stderr


def test_it_needs_no_home() -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("HOME", "ASRPRO_HOME")}
    command = [*PROGRAM, "settings", "path"]
    done = subprocess.run(command, env=environment | {"HOME": "/proc/nobody"}, capture_output=True, check=True)
    assert done.stdout.endswith(b"settings.json\n")


def test_a_full_disk_under_the_log_disturbs_nobody(home: Path) -> None:
    (home / "log").mkdir()
    (home / "log" / "asrpro.log").symlink_to("/dev/full")
    done = asrpro("settings", "get", "model.beam_size")
    assert (done.returncode, done.stdout, done.stderr) == (0, "5\n", "")


@pytest.fixture
def aged(home: Path) -> Iterator[History]:
    """A history of today, of two days ago and of nine."""
    history = History(home / "data" / "history.db")
    now = datetime.now(UTC)
    for days in (0, 2, 9):
        history.add(Entry(created=now - timedelta(days=days), kind="dictation", outcome="delivered", source=f"{days}"))
    yield history
    history.close()


@pytest.mark.usefixtures("aged")
def test_old_entries_are_forgotten_when_that_is_wanted() -> None:
    asrpro("settings", "set", "privacy.history_days", "5")
    assert asrpro("history", "list").stdout.count("dictation") == 2


def test_they_are_forgotten_though_nothing_new_is_remembered(aged: History) -> None:
    asrpro("settings", "set", "privacy.keep_history", "off")
    asrpro("settings", "set", "privacy.history_days", "1")
    asrpro("settings", "set", "privacy.history_days", "5")
    assert aged.count() == 3
    assert asrpro("transcribe", "/nowhere.wav").returncode == 1
    assert [entry.source for entry in aged.list()] == ["0", "2"]


def test_a_history_that_cannot_forget_says_so(home: Path) -> None:
    asrpro("settings", "set", "privacy.keep_history", "off")
    asrpro("settings", "set", "privacy.history_days", "5")
    (home / "data").mkdir(exist_ok=True)
    (home / "data" / "history.db").mkdir()
    done = asrpro("transcribe", "/nowhere.wav")
    assert (done.returncode, done.stderr.count("The history")) == (1, 1)


def test_letters_that_the_output_lacks_end_nothing() -> None:
    asrpro("settings", "set", "model.prompt", "Grüße → 会議")
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [*PROGRAM, "settings", "get", "model.prompt"], env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode("cp1252") == "Grüße ? ??\n"


@pytest.mark.parametrize("moment", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0])
def test_an_interruption_at_any_moment_leaves_no_trace(moment: float) -> None:
    program = subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Before our first line Python itself answers; once a library is loaded that line has run.
    while b"site-packages" not in Path(f"/proc/{program.pid}/maps").read_bytes():
        time.sleep(0.001)
    time.sleep(moment)
    children = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGINT)
    _out, err = program.communicate(timeout=20)
    assert "Traceback" not in err
    # Before anything has begun Python itself ends by the signal, which shells call 130 as well.
    assert program.returncode in (130, -signal.SIGINT)
    assert psutil.wait_procs(children, timeout=2)[1] == []
