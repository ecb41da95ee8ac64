"""One program for each user, however and how often it is started."""

from __future__ import annotations

import os
import socket
import stat
from typing import TYPE_CHECKING

import psutil
import pytest

from fixtures.dictation_desk import ASRPRO, LETTER
from fixtures.programs import PATIENCE, programs, until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation_desk import Desk


def address(desk: Desk) -> Path:
    """Where the program at this desk can be spoken to."""
    return desk.programs.folder / "home" / "data" / "run" / "asrpro.socket"


def test_a_second_start_has_the_first_one_say_that_it_runs(own_desk: Desk) -> None:
    own_desk.start()
    until(own_desk.says_something, "the greeting")
    until(lambda: not own_desk.says_something(), "its end")
    second = own_desk.programs.start(*ASRPRO)
    until(own_desk.says_something, "what the first one says")
    assert second.wait(PATIENCE) == 0
    assert own_desk.programs.output(second) == "ASR Pro runs already: its icon is in the tray.\n"
    assert own_desk.status()["state"] == "idle"


def test_what_a_killed_one_left_is_taken_over(own_desk: Desk) -> None:
    first = own_desk.start()
    own_desk.kill()
    assert address(own_desk).is_socket()
    assert own_desk.status() == {}
    second = own_desk.start()
    assert second.pid != first.pid
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    box.holds(f"{LETTER[1]} ")
    own_desk.asrpro("quit")
    assert second.wait(PATIENCE) == 0
    assert not address(own_desk).exists()


def test_a_lock_that_nobody_holds_keeps_nobody_out(own_desk: Desk) -> None:
    """Whatever is in it: another program may have the number of the one that died."""
    folder = address(own_desk).parent
    folder.mkdir(parents=True)
    (folder / "asrpro.lock").write_text(f"{os.getpid()}\npython3\n", "ascii")
    own_desk.start()


def test_of_several_at_the_same_moment_one_stays(own_desk: Desk) -> None:
    several = [own_desk.programs.start(*ASRPRO) for _ in range(3)]
    until(lambda: sum(one.poll() is not None for one in several) == len(several) - 1, "all but one to end")
    assert sorted(str(one.poll()) for one in several) == ["0", "0", "None"]
    until(own_desk.status, "the one that stays")


def hears(desk: Desk, sent: bytes, *, more: bool = False) -> bytes:
    """What the program answers to this; with `more` the line stays open, for something that never comes."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(str(address(desk)))
        try:
            connection.sendall(sent)
            if not more:
                connection.shutdown(socket.SHUT_WR)
            return connection.makefile("rb").readline()
        except (BrokenPipeError, ConnectionResetError):
            return b""  # it has heard enough


def test_nobody_else_may_speak_to_it(running: Desk) -> None:
    assert stat.S_IMODE(address(running).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "sent",
    [
        b"\n",
        b"rubbish\n",
        b"\xff\xfe\x00\n",
        b"[1, 2]\n",
        b'"dictate"\n',
        b"{}\n",
        b'{"do": "dictate"}\n',
        b'{"do": "dictate", "action": ["start"]}\n',
        b'{"do": "dictate", "action": "explode"}\n',
        b'{"do": "format the disk"}\n',
        b"[" * 50_000 + b"\n",
    ],
)
def test_wrong_requests_are_refused(running: Desk, sent: bytes) -> None:
    assert b'"error": "UsageError"' in hears(running, sent)
    assert running.status()["state"] in ("idle", "cancelled", "failed")


@pytest.mark.parametrize("sent", [b"", b'{"do": "quit"', b"x" * 1_000_000, b"x" * 1_000_000 + b'\n{"do": "quit"}\n'])
def test_what_is_no_line_is_not_heard(running: Desk, sent: bytes) -> None:
    assert hears(running, sent) == b""
    assert running.status()["state"] in ("idle", "cancelled", "failed")


def test_those_who_stay_on_the_line_disturb_nobody(running: Desk) -> None:
    process = running.process
    assert process
    open_before = psutil.Process(process.pid).num_fds()
    lines = []
    for _ in range(100):
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(address(running)))
        line.sendall(b'{"do": "quit"')
        lines.append(line)
    assert running.status()["state"] in ("idle", "cancelled", "failed")
    for line in lines:
        line.close()
    until(lambda: psutil.Process(process.pid).num_fds() <= open_before, "their ends")
    assert running.status()["state"] in ("idle", "cancelled", "failed")


def test_of_two_requests_in_one_breath_the_first_counts(running: Desk) -> None:
    answer = hears(running, b'{"do": "dictate", "action": "status"}\n{"do": "quit"}\n')
    assert b'"state"' in answer
    assert running.status()["state"] in ("idle", "cancelled", "failed")


@pytest.mark.parametrize("damage", ["{broken", '{"audio": {"microphone": 7}, "model": {"beam_size": "many"}}'])
def test_damaged_settings_are_told_and_keep_nobody_from_dictating(own_desk: Desk, damage: str) -> None:
    file = own_desk.programs.folder / "home" / "config" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(damage, "utf-8")
    own_desk.start()
    until(own_desk.says_something, "what is said of the settings")
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    box.holds(f"{LETTER[1]} ")


@pytest.mark.parametrize("platform", [{}, {"QT_QPA_PLATFORM": "xcb"}])
def test_without_a_screen_that_answers_the_spoken_sample_is_shown(tmp_path: Path, platform: dict[str, str]) -> None:
    with programs(tmp_path) as started:
        dead = {"DISPLAY": ":4711", "ASRPRO_HOME": str(tmp_path / "home"), **platform}
        process = started.start(*ASRPRO, **dead)
        assert process.wait(60) == 0
        said = started.output(process)
        first, second = said.splitlines()[:2]
        assert first.startswith("The screen :4711 cannot be reached, so there is no icon and no dictation. Check ")
        assert ("QT_QPA_PLATFORM" in first) is bool(platform)
        assert second.startswith("ASR Pro listens to a spoken sample")
        assert "qt" not in said.lower().replace("qt_qpa_platform", "")
        assert not (tmp_path / "home" / "data" / "run" / "asrpro.socket").exists()
