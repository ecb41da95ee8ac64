"""The tables of the History and how older files are brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import HistoryError
from asrpro.i18n import _

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

# Long columns come last: SQLite reads a row from its start, and lists and searches need no segments.
SCRIPTS: tuple[str, ...] = (
    """
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created TEXT NOT NULL,
        kind TEXT NOT NULL,
        outcome TEXT NOT NULL,
        source TEXT NOT NULL,
        audio TEXT,
        error TEXT NOT NULL,
        language TEXT,
        duration REAL NOT NULL,
        model TEXT NOT NULL,
        backend TEXT NOT NULL,
        device TEXT NOT NULL,
        stages TEXT NOT NULL,
        heard TEXT NOT NULL,
        delivered TEXT NOT NULL,
        dropped TEXT NOT NULL,
        segments TEXT NOT NULL
    );
    CREATE INDEX entries_by_created ON entries (created);
    """,
)
"""Script n (from 1) makes version n of a file out of version n - 1; a script that was released is never changed."""


def version(db: sqlite3.Connection, scripts: Sequence[str] = SCRIPTS) -> int:
    """The version of this file; 0 for an empty one.

    Raises:
        HistoryError: a newer program wrote it.
    """
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    if found > len(scripts):
        title = _("The history was written by a newer version of ASR Pro.")
        raise HistoryError(title, _("Update ASR Pro to read it; nothing was changed."))
    return found


def migrate(db: sqlite3.Connection, scripts: Sequence[str] = SCRIPTS) -> None:
    """Bring a file up to date, each version in one transaction of its own.

    Raises:
        HistoryError: a newer program wrote it.
    """
    done = version(db, scripts)
    for number, script in enumerate(scripts[done:], done + 1):
        try:
            db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT")
        finally:
            db.rollback()  # after a failure nothing of the script may stay; after COMMIT this does nothing
