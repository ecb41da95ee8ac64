"""How a person, the system or a reader ends the work, and what is kept then."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from fixtures.command import PROGRAM, Terminal
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.history.store import History
    from fixtures.speech import Clip

    Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="session")
def long(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Minutes of speech."""
    return written(tmp_path_factory.mktemp("long") / "long.wav", [heard(clip.path) for clip in clips] * 5)


@pytest.fixture
def started(long: Path, whisper_folder: Path) -> Started:
    """Starts to transcribe the long file, and more."""

    def start(*more: object) -> subprocess.Popen[str]:
        command = [*PROGRAM, "transcribe", "-m", whisper_folder, long, *more]
        return subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )

    return start


def children(program: subprocess.Popen[str]) -> list[psutil.Process]:
    found = psutil.Process(program.pid).children(recursive=True)
    assert len(found) == 2  # Ears and a Host
    return found


def test_ctrl_c_keeps_what_is_finished_and_what_was_heard(
    clips: list[Clip], long: Path, whisper_folder: Path, tmp_path: Path, history: History
) -> None:
    out = tmp_path / "out"
    command = [*PROGRAM, "transcribe", "-m", whisper_folder, clips[0].path, long, "-o", out]
    with Terminal(*command, columns=40) as terminal:
        terminal.until(r"2/2 long\.wav[^\n]* [1-9]\d*%")
        working = psutil.Process(terminal.process.pid).children(recursive=True)
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert psutil.wait_procs(working, timeout=2)[1] == []
    assert [path.name for path in out.iterdir()] == ["en-00.txt"]
    cancelled, delivered = history.list()
    assert (delivered.outcome, delivered.delivered) == ("delivered", clips[0].text)
    assert (cancelled.outcome, cancelled.error) == ("cancelled", "")
    assert cancelled.heard
    assert cancelled.delivered.startswith(cancelled.segments[0].text)
    screen = [line for line in terminal.screen if line]
    assert screen[-3:] == [
        "What was heard of long.wav is kept:",
        "asrpro history show 2",
        "Interrupted. 1 of 2 transcribed.",
    ]
    assert not [line for line in screen if "━" in line or "^C" in line]
    assert terminal.raw.count("\x1b[?25l") == terminal.raw.count("\x1b[?25h")


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_other_ways_to_be_asked_end_it_as_kindly(started: Started, history: History, name: str, code: int) -> None:
    program = started()
    assert program.stdout
    first = program.stdout.readline()
    working = children(program)
    program.send_signal(getattr(signal, name))
    out, err = program.communicate(timeout=20)
    assert program.returncode == code
    assert err == "What was heard of long.wav is kept: asrpro history show 1\nInterrupted.\n"
    assert psutil.wait_procs(working, timeout=2)[1] == []
    (entry,) = history.list()
    assert entry.outcome == "cancelled"
    assert entry.heard.startswith(first.strip())
    assert len(entry.segments) >= out.count("\n")


def test_impatience_loses_nothing(started: Started, history: History) -> None:
    program = started()
    assert program.stdout
    program.stdout.readline()
    for _press in range(5):
        program.send_signal(signal.SIGINT)
        time.sleep(0.01)
    _out, err = program.communicate(timeout=20)
    # In its very last moment Python ends by the signal, which shells call 130 as well.
    assert program.returncode in (130, -signal.SIGINT)
    assert err == "What was heard of long.wav is kept: asrpro history show 1\nInterrupted.\n"
    assert history.count() == 1


def test_a_reader_that_has_seen_enough_ends_it_in_silence(started: Started, history: History) -> None:
    program = started("/nowhere.wav")
    assert program.stdout
    assert program.stdout.readline() == "long.wav:\n"
    working = children(program)
    program.stdout.close()
    assert program.stderr
    with program.stderr:
        assert program.stderr.read() == ""
    assert program.wait(20) == 0
    assert psutil.wait_procs(working, timeout=2)[1] == []
    assert [entry.outcome for entry in history.list()] == ["cancelled"]


def test_an_output_that_is_full_ends_it_and_says_where_the_text_is(
    long: Path, whisper_folder: Path, history: History
) -> None:
    command = [*PROGRAM, "transcribe", "-m", str(whisper_folder), str(long), "/nowhere.wav"]
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - it is no file
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "What was heard of long.wav is kept: asrpro history show 1",
        "Error: Standard output cannot be written: No space left on device.",
        "Say where the transcripts go: --output DIR",
    ]
    (entry,) = history.list()
    assert entry.outcome == "failed"
    assert entry.error == "Standard output cannot be written: No space left on device."


IMPATIENT = """
import os, signal, sys, time
from asrpro.cli.interrupt import Interrupted, interruptible
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a background job's shell may have ignored
with interruptible(patience=2.0):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except Interrupted as interrupted:
        print(interrupted.exit_code, flush=True)
    for wait in (0.0, 2.0):
        time.sleep(wait)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)  # another thread may be the one that takes it, and hands it on
        print("still here", flush=True)
"""


def test_asking_again_disturbs_no_tidying_up_until_patience_ends() -> None:
    done = subprocess.run([sys.executable, "-c", IMPATIENT], capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout == "143\nstill here\n"
    assert (done.returncode, done.stderr) == (130, "")


IGNORING = """
import os, signal
from asrpro.cli.interrupt import interruptible
signal.signal(signal.SIGHUP, signal.SIG_IGN)
with interruptible():
    os.kill(os.getpid(), signal.SIGHUP)
print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)
"""


def test_what_nohup_has_the_program_ignore_is_ignored() -> None:
    done = subprocess.run([sys.executable, "-c", IGNORING], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "True\n"
