"""Where nothing can be written, what is there is read all the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.store import History
from fixtures.disks import files_of_at_most

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.history.entry import Entry


@pytest.fixture
def old(path: Path, make: Callable[[int], Entry]) -> History:
    """Three Entries of a program that has ended."""
    with closing(History(path)) as history:
        for number in range(3):
            history.add(make(number))
    return History(path)


def test_a_disk_without_room_is_read_and_that_is_said_once(old: History) -> None:
    with files_of_at_most(0):
        assert [entry.source for entry in old.list()] == ["/talks/2.mp3", "/talks/1.mp3", "/talks/0.mp3"]
        assert (old.count(), old.count("MARKER00001"), old.get(1).source) == (3, 1, "/talks/0.mp3")
        with pytest.raises(HistoryError):
            old.delete([1])
    (said,) = old.notices
    assert str(old.path.parent) in said
    old.delete([1])
    assert old.count() == 2
    old.close()


def test_what_is_too_old_stays_then_and_that_is_said(old: History) -> None:
    with files_of_at_most(0):
        assert old.prune(timedelta(0)) == 0
        assert (old.count(), len(old.notices)) == (3, 1)
    assert old.prune(timedelta(0)) == 3
    old.close()


def test_what_only_the_wal_has_is_said_to_be_missing(path: Path, make: Callable[[int], Entry], tmp_path: Path) -> None:
    with closing(History(path)) as history:
        history.add(make(0))
        copy = tmp_path / "copy"
        copy.mkdir()
        for suffix in ("", "-wal"):
            (copy / f"history.db{suffix}").write_bytes(path.with_name(path.name + suffix).read_bytes())
    crashed = History(copy / "history.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (copy / "history.db").write_bytes(path.read_bytes())
    with files_of_at_most(0):
        assert crashed.count() == 1
    assert crashed.notices[-1] == "The newest entries of the history may be missing until then."


def test_a_damaged_one_is_not_read(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish " * 4096)
    with files_of_at_most(0), pytest.raises(HistoryError):
        History(path).count()
