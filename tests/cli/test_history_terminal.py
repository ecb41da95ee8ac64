"""asrpro history in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.entries import TALK

if TYPE_CHECKING:
    from asrpro.history.store import History


def on_terminal(*words: str, columns: int = 70, answer: str = "") -> tuple[int, str]:
    """Exit code of the whole program, and everything a terminal showed."""
    keyboard, terminal = os.openpty()
    environment = os.environ | {"COLUMNS": str(columns)}
    child = subprocess.Popen(
        [sys.executable, "-m", "asrpro", "history", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment,
    )
    os.close(terminal)
    os.write(keyboard, answer.encode())
    shown = b""
    try:
        while piece := os.read(keyboard, 4096):
            shown += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(keyboard)
    return child.wait(), shown.decode()


@pytest.mark.parametrize("columns", [45, 60, 80, 140])
def test_the_table_fits_the_terminal(history: History, columns: int) -> None:
    from rich.cells import cell_len

    for n in range(12):
        source = "会議の録音ファイル.mp3" if n % 2 else "a name that is rather long " * 3
        history.add(replace(TALK, source=source, delivered="word and word " * n))
    history.add(replace(TALK, source="", delivered="word " * 50_000))
    code, shown = on_terminal("list", columns=columns)
    assert code == 0
    assert len(shown.splitlines()) == 14
    assert max(map(cell_len, shown.splitlines())) <= columns
    assert all(" 2026-0" in line and line.endswith("delivered") for line in shown.splitlines()[1:])


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 1), ("n\n", 1, 2)])
def test_a_terminal_is_asked_first(filled: History, answer: str, code: int, left: int) -> None:
    found, shown = on_terminal("delete", "1", answer=answer)
    assert found == code
    assert "Delete 1 entry for good? [y/N]" in shown
    assert filled.count() == left
