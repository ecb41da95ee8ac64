"""A microphone in, text out: as people meet it, on a real sound server."""

from __future__ import annotations

import os
import signal
import subprocess
import wave
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.dictation.recording import read
from asrpro.dictation.recordings import interrupted
from fixtures.command import PROGRAM, Terminal
from fixtures.microphones import sounding
from fixtures.programs import until
from fixtures.sound_server import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.history.store import History
    from fixtures.sound_server import SoundServer

    Started = Callable[..., subprocess.Popen[str]]

WORDS = "Go forward ten meters and turn left."
SURE = "Go forward ten "
"""What is heard of it whatever the rough recogniser makes of the rest."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        server.plug("other")
        yield server


@pytest.fixture(scope="module")
def speech(server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spoken(server.programs, WORDS, tmp_path_factory.mktemp("speech") / "speech.wav")


@pytest.fixture
def started(server: SoundServer, home: Path) -> Iterator[Started]:
    """Starts to listen, and waits until it hears something."""
    running: list[subprocess.Popen[str]] = []

    def start(*more: object) -> subprocess.Popen[str]:
        until(lambda: not server.in_use(), "an idle microphone")
        command = [*PROGRAM, "listen", *more]
        running.append(
            subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        )
        until(lambda: hears(home) or running[-1].poll() is not None, "the microphone")
        return running[-1]

    yield start
    for program in running:
        program.kill()
        with program:  # closes its pipes
            pass


def say(server: SoundServer, speech: Path, into: str = "desk") -> None:
    assert server.say(speech, into).wait(20) == 0


def hears(home: Path) -> bool:
    """Whether there is any sound of what is heard now, which is kept for the time being whatever is wanted."""
    return any(read(path).duration for path in recordings(home))


def recordings(home: Path) -> list[Path]:
    return sorted((home / "data" / "recordings").glob("*.wav"))


def test_ctrl_c_is_the_normal_end_and_the_last_words_are_printed(
    server: SoundServer, started: Started, speech: Path, history: History, home: Path
) -> None:
    program = started()
    assert program.stdout
    say(server, speech)
    first = program.stdout.readline()  # while it still listens
    assert first.startswith(SURE)
    assert server.in_use()
    saying = server.say(speech, "desk")
    assert saying.wait(20) == 0
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert (program.returncode, err) == (0, "")
    assert out.startswith(SURE)
    assert out.count("\n") == 1
    assert not server.in_use()
    (entry,) = history.list()
    entry = history.get(entry.id or 0)
    assert (entry.kind, entry.outcome, entry.error) == ("dictation", "delivered", "")
    assert entry.delivered == f"{first}{out}".rstrip().replace("\n", " ")
    assert (entry.model, entry.language, len(entry.segments)) == ("pocketsphinx-en-us", "en", 2)
    assert set(entry.stages) == {"hear", "load", "recognise"}
    (recording,) = recordings(home)
    assert entry.audio == recording
    with wave.open(str(recording)) as file:
        assert file.getnframes() / 16_000 == pytest.approx(entry.duration, abs=0.01)
    assert interrupted(recording.parent) == []


def test_a_terminal_shows_what_is_being_said(server: SoundServer, speech: Path, history: History, home: Path) -> None:
    with Terminal(*PROGRAM, "listen", columns=60) as terminal:
        terminal.until("Desk is heard; Ctrl\\+C ends it")
        saying = server.say(speech, "desk")
        terminal.until("Go fo")
        terminal.until(f"{SURE}[^\\n\\x1b]*\\.\\r?\\n")
        assert saying.wait(20) == 0
        terminal.type("\x03")
        assert terminal.ended() == 0
    (heard,) = history.list()
    assert [line for line in terminal.screen if line] == ["Desk is heard; Ctrl+C ends it.", heard.delivered]
    assert terminal.raw.count("\x1b[?25l") == terminal.raw.count("\x1b[?25h")
    assert len(recordings(home)) == 1


def test_it_may_stop_by_itself_and_remember_nothing(
    server: SoundServer, started: Started, speech: Path, history: History, home: Path
) -> None:
    program = started("--seconds", 3, "--no-history", "--microphone", "other")
    say(server, speech, "other")
    out, err = program.communicate(timeout=20)
    assert (program.returncode, err) == (0, "")
    assert out.startswith("Go forward")
    assert (history.list(), recordings(home)) == ([], [])


def test_another_model_hears_too(server: SoundServer, started: Started, whisper_folder: Path, history: History) -> None:
    program = started("--model", whisper_folder, "--language", "en", "--seconds", 2)
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out, err) == (0, "", "")
    assert [entry.outcome for entry in history.list()] == ["nothing heard"]
    assert server


def test_ctrl_c_twice_ends_it_at_once(
    server: SoundServer, started: Started, speech: Path, history: History, home: Path
) -> None:
    program = started()
    say(server, speech)
    (host,) = (
        child for child in psutil.Process(program.pid).children() if "asrpro.runtime.host_main" in child.cmdline()
    )
    host.send_signal(signal.SIGSTOP)  # so that the last words do not come
    program.send_signal(signal.SIGINT)
    until(lambda: not server.in_use(), "the end of listening")
    assert program.poll() is None
    program.send_signal(signal.SIGINT)
    _out, err = program.communicate(timeout=20)
    assert program.returncode == 130
    (entry,) = history.list()
    assert entry.outcome == "cancelled"
    assert err == f"The recording is kept: asrpro history retry {entry.id}\n"
    assert [entry.audio] == recordings(home)


def test_what_a_kill_interrupts_can_be_recovered(
    server: SoundServer, started: Started, speech: Path, home: Path
) -> None:
    program = started()
    say(server, speech)
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    (found,) = interrupted(home / "data" / "recordings")
    assert found.duration > 2
    assert found.facts.model == "pocketsphinx-en-us"


def test_a_reader_that_leaves_ends_it(server: SoundServer, started: Started, speech: Path, history: History) -> None:
    program = started()
    assert program.stdout
    program.stdout.close()
    say(server, speech)
    assert program.wait(20) == 0
    assert program.stderr
    assert "Error" not in program.stderr.read()
    assert [entry.outcome for entry in history.list()] == ["cancelled"]


def test_a_machine_without_a_microphone_says_so(tmp_path: Path, history: History, home: Path) -> None:
    with sounding(tmp_path):
        done = subprocess.run([*PROGRAM, "listen"], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert (history.list(), recordings(home)) == ([], [])


def test_a_model_that_is_not_there_is_told_before_anything_is_heard(started: Started) -> None:
    program = started("--model", "nothing")
    out, err = program.communicate(timeout=20)
    assert (program.returncode, out) == (3, "")
    assert err.startswith("Error: No model is called nothing.")
