"""Files of other versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.migrations import SCRIPTS, migrate, version
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.history.entry import Entry


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        yield db


def test_each_version_follows_the_last(db: sqlite3.Connection) -> None:
    migrate(db)
    db.execute(
        "INSERT INTO entries VALUES (1, 'c', 'k', 'o', 's', 'a', 'e', 'l', 1, 'm', 'b', 'd', '', '', '', '', '')"
    )
    newer = (*SCRIPTS, "ALTER TABLE entries ADD COLUMN starred INTEGER NOT NULL DEFAULT 0")
    migrate(db, newer)
    migrate(db, newer)
    assert version(db, newer) == len(SCRIPTS) + 1
    assert db.execute("SELECT id, starred FROM entries").fetchall() == [(1, 0)]


def test_a_script_that_fails_leaves_nothing_behind(db: sqlite3.Connection) -> None:
    migrate(db)
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, (*SCRIPTS, "CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1)"))
    assert version(db) == len(SCRIPTS)
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").fetchone() == (0,)


def test_a_newer_file_is_left_alone(history: History, make: Callable[[int], Entry]) -> None:
    history.add(make(1))
    history.close()
    with closing(sqlite3.connect(history.path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = history.path.read_bytes()
    for use in (history.count, history.list, lambda: history.add(make(2)), history.clear):
        with pytest.raises(HistoryError, match="newer version"):
            use()
    assert history.path.read_bytes() == before
    assert [file.name for file in history.path.parent.glob("*damaged*")] == []
