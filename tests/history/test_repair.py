"""A damaged file is set aside, and what can be read of it lives on."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.history.entry import Entry

    Make = Callable[[int], Entry]

COUNT = 300


@pytest.fixture
def filled(history: History, make: Make) -> History:
    """Closed cleanly, with COUNT Entries."""
    for n in range(1, COUNT + 1):
        history.add(make(n))
    history.close()
    return history


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def saved(history: History, make: Make) -> int:
    """How many Entries are there; each is what was stored, and another can be added."""
    found = history.list(10_000)
    assert [entry.heard for entry in found] == [make(entry.id or 0).heard for entry in found]
    number = history.add(make(1))
    assert history.get(number).heard == make(1).heard
    return len(found)


def aside(history: History) -> list[Path]:
    return [
        file for file in history.path.parent.glob("history.db.damaged-*") if not file.name.endswith(("-wal", "-shm"))
    ]


@pytest.mark.parametrize(
    ("at", "size", "least"),
    [
        (0, 16, COUNT),  # no SQLite file by its first bytes
        (0, 4096, COUNT),  # the page that names the tables
        (8192, 8192, COUNT - 1),  # the index
        (400_000, 4096, COUNT - 10),
        (400_000, 100_000, COUNT - 60),
    ],
)
def test_overwritten_bytes(filled: History, make: Make, at: int, size: int, least: int) -> None:
    overwrite(filled.path, at, random.Random(7).randbytes(size))
    damaged = filled.path.read_bytes()
    assert COUNT >= saved(filled, make) >= least
    (kept,) = aside(filled)
    assert kept.read_bytes() == damaged
    assert kept.stat().st_mode & 0o077 == 0
    (notice,) = filled.notices
    assert str(kept) in notice


@pytest.mark.parametrize(("size", "least"), [(0, 0), (100, 0), (4096, 0), (300_077, 50), (600_000, 130)])
def test_truncated(filled: History, make: Make, size: int, least: int) -> None:
    os.truncate(filled.path, size)
    assert saved(filled, make) >= least
    assert len(aside(filled)) == len(filled.notices) == 1


@pytest.mark.parametrize(
    "content", [b"Dear diary, today I was not a database.\n" * 300, random.Random(1).randbytes(20_000)]
)
def test_not_a_database(path: Path, make: Make, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with closing(History(path)) as history:
        assert saved(history, make) == 0
        assert [kept.read_bytes() for kept in aside(history)] == [content]


def test_tables_that_are_not_ours(path: Path, make: Make) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE entries (name TEXT); INSERT INTO entries VALUES ('x')")
    with closing(History(path)) as history:
        assert saved(history, make) == 0
        assert len(aside(history)) == 1


def test_one_row_that_makes_no_sense(filled: History, make: Make) -> None:
    with closing(sqlite3.connect(filled.path)) as db, db:
        db.execute("UPDATE entries SET segments = '[1' WHERE id = 100")
        db.execute("UPDATE entries SET heard = x'ff' WHERE id = 1")
    assert filled.get(1).heard == "�"
    with pytest.raises(HistoryError, match="no entry 100"):
        filled.get(100)
    assert filled.count() == COUNT - 1
    assert len(aside(filled)) == 1
    assert filled.get(101).heard == make(101).heard


def test_random_damage_never_reaches_the_user(filled: History, make: Make, rounds: Callable[[int, int], int]) -> None:
    dice = random.Random(3)
    whole = filled.path.read_bytes()
    for _ in range(rounds(25, 1000)):
        filled.clear()
        filled.close()
        filled.path.write_bytes(whole)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(4096, len(whole))
            overwrite(filled.path, at, dice.randbytes(dice.choice([1, 8, 64, 512, 5000])))
        with closing(History(filled.path)) as history:
            found = history.list(10_000)
            history.add(make(1))
            assert len(found) == COUNT or history.notices


def test_damage_that_shows_in_use(filled: History, make: Make) -> None:
    assert filled.count() == COUNT
    other = History(filled.path)
    assert other.count() == COUNT
    assert filled._db is not None
    filled._db.execute("PRAGMA shrink_memory")
    overwrite(filled.path, 400_000, bytes(100_000))
    for number in range(1, COUNT + 1):
        if not filled.notices:
            filled.list(10_000, search=f"/{number}.mp3")
    assert COUNT - 60 <= filled.count() < COUNT
    # The other one, which still has the old file open, goes on in the new one.
    number = other.add(make(1))
    assert number == COUNT + 1
    assert filled.get(number).heard == make(1).heard
    assert other.notices == ()
    other.close()
    assert filled.get(number).heard == make(1).heard
    assert len(aside(filled)) == 1


def test_entries_still_in_the_wal_are_saved(filled: History, make: Make) -> None:
    last = filled.add(make(COUNT + 1))
    wal = filled.path.with_name("history.db-wal")
    # As a crash leaves them: a copy from before the clean end.
    left = {file: file.read_bytes() for file in (filled.path, wal)}
    filled.close()
    for file, content in left.items():
        file.write_bytes(content)
    overwrite(filled.path, 400_000, bytes(4096))
    assert COUNT > saved(filled, make) > COUNT - 10
    assert filled.get(last).heard == make(COUNT + 1).heard
    assert f"marker{last:05d}".encode() in b"".join(file.read_bytes() for file in wal.parent.glob("*.damaged-*"))


FULL = """
import resource, sys
from pathlib import Path
from asrpro.errors import HistoryError
from asrpro.history.store import History
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    History(Path(sys.argv[1])).count()
except HistoryError as error:
    print(error.title)
"""


def test_a_disk_without_room_for_a_new_file_changes_nothing(filled: History, make: Make) -> None:
    overwrite(filled.path, 400_000, bytes(4096))
    before = filled.path.read_bytes()
    said = subprocess.run([sys.executable, "-c", FULL, filled.path], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("The history")
    assert filled.path.read_bytes() == before
    assert aside(filled) == []
    assert saved(filled, make) > COUNT - 10
