"""Questions before something is lost, and every way to answer them."""

from __future__ import annotations

import signal
import subprocess
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.history.entry import Entry
from fixtures.command import PROGRAM, Terminal, asrpro

if TYPE_CHECKING:
    from asrpro.history.store import History


def asked(terminal: Terminal) -> None:
    """Wait until the question is there and an answer is waited for; what Python hears before, it heeds after."""
    terminal.until(r"\[y/N\]: ")
    while psutil.Process(terminal.process.pid).status() != psutil.STATUS_SLEEPING:
        time.sleep(0.01)


@pytest.fixture
def filled(history: History) -> History:
    history.add(Entry(created=datetime.now(UTC), kind="dictation", outcome="delivered", source="Letter"))
    return history


@pytest.mark.parametrize(("keys", "code", "left"), [("y\n", 0, 0), ("\n", 1, 1), ("\x04", 1, 1), ("\x03", 130, 1)])
def test_whatever_is_answered_the_line_is_left(filled: History, keys: str, code: int, left: int) -> None:
    with Terminal(*PROGRAM, "history", "delete", "1") as terminal:
        asked(terminal)
        terminal.type(keys)
        assert terminal.ended() == code
    assert terminal.raw.endswith("\n")
    assert filled.count() == left


def test_who_ends_the_program_at_a_question_ends_it(filled: History) -> None:
    with Terminal(*PROGRAM, "settings", "reset") as terminal:
        asked(terminal)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ended() == 143
    assert terminal.raw.endswith("\n")
    assert filled.count() == 1


def test_what_is_not_there_is_said_before_anybody_is_asked(filled: History) -> None:
    done = asrpro("history", "delete", "1", "999")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: There is no entry 999 in the history.\n")
    there = asrpro("history", "delete", "1")
    assert there.returncode == 2
    assert there.stderr == "Error: Nobody is here to ask whether to delete this.\nSay so with --yes.\n"
    assert filled.count() == 1


@pytest.mark.parametrize("command", [["history", "delete", "--all"], ["settings", "reset"]])
def test_nobody_can_answer_where_there_is_no_input(filled: History, command: list[str]) -> None:
    shell = ["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, *command]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Nobody is here to ask")
    assert done.stderr.endswith("Say so with --yes.\n")
    assert filled.count() == 1
