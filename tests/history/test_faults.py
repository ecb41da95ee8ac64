"""Real faults of files and SQLite, in words for people."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.faults import explain, is_damage
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.history.entry import Entry


def error_of(db: sqlite3.Connection, statement: str) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as raised:
        db.execute(statement)
    return raised.value


def test_a_full_disk(history: History, make: Callable[[int], Entry]) -> None:
    history.count()
    assert history._db is not None
    history._db.execute("PRAGMA max_page_count = 6")
    long = replace(make(1), heard="x" * 100_000)
    history.add(make(1))
    with pytest.raises(HistoryError, match="disk is full") as raised:
        history.add(long)
    assert str(history.path.parent) in raised.value.hint
    assert history.count() == 1


def test_a_file_that_may_only_be_read(path: Path) -> None:
    with closing(History(path)) as history:
        history.count()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        said = explain(error_of(db, "DELETE FROM entries"), path)
    assert said.title == f"The history {path} cannot be opened for writing."
    assert str(path.parent) in said.hint


@pytest.mark.parametrize("place", ["file/history.db", "file/deeper/history.db", "folder"])
def test_a_place_where_no_file_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    history = History(tmp_path / place)
    with pytest.raises(HistoryError, match="cannot be opened for writing"):
        history.count()


def test_another_program_that_keeps_it_to_itself(history: History, make: Callable[[int], Entry]) -> None:
    history.count()
    assert history._db is not None
    history._db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="in use"):
            history.add(make(1))
    assert history.add(make(1)) == 1


def test_other_faults_name_their_reason(path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        error = error_of(db, "SELECT * FROM nowhere")
    assert not is_damage(error)
    assert "no such table: nowhere" in explain(error, path).title
    assert "Input/output error" in explain(OSError(5, "Input/output error", "secret"), path).title
