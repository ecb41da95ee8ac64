"""The History's file: made private, opened, checked and brought up to date."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from asrpro.history.faults import Damage, code
from asrpro.history.migrations import migrate, version
from asrpro.history.rows import SELECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANIONS = ("-wal", "-shm")
"""What SQLite keeps beside an open file."""

_PATIENCE = 10.0
"""Seconds to wait for another thread or process that writes."""

# What was written survives a power cut, deleted text is overwritten with zeros, and sorting leaves no copies in files.
_SETTINGS = """
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
"""


def beside(path: Path, suffix: str) -> Path:
    """The file of that name and suffix in the same folder."""
    return path.with_name(path.name + suffix)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold off everybody else who wants to open or mend this History.

    Making, migrating and replacing a file must not meet an opening of it. The lock is that of an empty SQLite
    file, because it works between threads and processes on every system and ends with whoever holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    door = beside(path, ".lock")
    door.touch(mode=0o600)
    with closing(sqlite3.connect(door, timeout=6 * _PATIENCE, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def connect(path: Path) -> sqlite3.Connection:
    """A connection for several threads that take turns; texts come as bytes. To be called under `alone`.

    Raises:
        Damage, sqlite3.Error, OSError: the file cannot be used.
        HistoryError: a newer program wrote it.
    """
    _make_private(path)
    db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.text_factory = bytes
        db.executescript(_SETTINGS)
        version(db)
        _check(db)
        db.execute("PRAGMA journal_mode = WAL")
        _settle_tables(db)
    except BaseException:
        db.close()
        raise
    return db


def connect_to_read(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection that writes nothing anywhere, and whether it sees all that there is.

    Raises:
        Damage, sqlite3.Error, OSError: the file cannot be read like this either.
    """
    try:
        return _reading(path, "mode=ro"), True
    except sqlite3.OperationalError:  # the -shm cannot be made, without which SQLite sees no -wal
        wal = beside(path, COMPANIONS[0])
        return _reading(path, "immutable=1"), not (wal.exists() and wal.stat().st_size)


def _reading(path: Path, way: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{way}"
    db = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.text_factory = bytes
        version(db)
        _check(db)
        db.execute(SELECT + " LIMIT 0")
    except BaseException:
        db.close()
        raise
    return db


def _make_private(path: Path) -> None:
    with suppress(FileExistsError):
        # Closing a file drops the locks this process has on it (POSIX), so only a new file is opened here.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return
    if path.stat().st_size == 0:
        raise Damage  # SQLite would take it for a new History
    for file in (path, *(beside(path, suffix) for suffix in COMPANIONS)):
        with suppress(FileNotFoundError):
            mode = file.stat().st_mode
            if mode & 0o077:
                file.chmod(mode & 0o700)


def _check(db: sqlite3.Connection) -> None:
    # Cheap enough for every opening: 10 000 dictations (17 MB) take 8 ms, 10 000 long files (630 MB) 130 ms.
    if db.execute("PRAGMA quick_check(1)").fetchone() != (b"ok",):
        raise Damage


def _settle_tables(db: sqlite3.Connection) -> None:
    try:
        migrate(db)
        db.execute(SELECT + " LIMIT 0")
    except sqlite3.OperationalError as error:
        if code(error) == sqlite3.SQLITE_ERROR:  # the tables are not those that the version promises
            raise Damage from error
        raise
