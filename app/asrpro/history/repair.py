"""A damaged History is set aside whole, and a new one takes over the Entries that can still be read."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asrpro.history.database import COMPANIONS, beside, connect
from asrpro.history.faults import Damage
from asrpro.history.rows import INSERT, SELECT, entry, row
from asrpro.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.history.entry import Entry

_PAGE_COUNT = 28
"""Where the first page says in four bytes how many there are (https://www.sqlite.org/fileformat2.html, 1.3.8)."""

# From both ends and over both trees, since each walk stops at the first broken page.
_WALKS = (
    "SELECT id FROM entries NOT INDEXED ORDER BY id",
    "SELECT id FROM entries NOT INDEXED ORDER BY id DESC",
    "SELECT id FROM entries INDEXED BY entries_by_created ORDER BY created",
    "SELECT id FROM entries INDEXED BY entries_by_created ORDER BY created DESC",
)


def replace(path: Path) -> str:
    """Put a new History in the place of a damaged one; a sentence for people. To be called under `alone`.

    Nothing is moved before the new file is complete, so a failure (a full disk) leaves everything as it was.

    Raises:
        sqlite3.Error, OSError: the new file cannot be written.
    """
    aside = beside(path, f".damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    fresh = beside(aside, ".new")
    try:
        saved = _salvage(path, fresh)
    except BaseException:
        _remove(fresh)
        raise
    # Companions first: should the program end in between, they never meet a file that they do not belong to.
    for suffix in (*COMPANIONS, ""):
        with suppress(FileNotFoundError):
            beside(path, suffix).rename(beside(aside, suffix))
    fresh.rename(path)
    notice = ngettext(
        "The history was damaged: {count} entry could be saved. The damaged file is kept as {aside}.",
        "The history was damaged: {count} entries could be saved. The damaged file is kept as {aside}.",
        saved,
    )
    return notice.format(count=saved, aside=aside)


def forget(path: Path) -> None:
    """Remove every damaged file that was kept, with the texts in it."""
    for file in path.parent.glob(f"{path.name}.damaged-*"):
        file.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for suffix in ("", *COMPANIONS):
        beside(path, suffix).unlink(missing_ok=True)


def _salvage(damaged: Path, fresh: Path) -> int:
    """How many Entries of the damaged file the fresh one, which is made here, now holds."""
    scratch = beside(fresh, ".copy")
    try:
        with closing(connect(fresh)) as db, db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # brings its first page into the file
            db.execute("BEGIN IMMEDIATE")
            for first_page_of in (damaged, fresh):
                _copy(damaged, scratch, first_page_of)
                with closing(sqlite3.connect(scratch)) as source:
                    source.text_factory = bytes
                    if _has_tables(source):
                        return sum(_taken(db, found) for found in _readable(source))
        return 0
    finally:
        _remove(scratch)


def _copy(damaged: Path, scratch: Path, first_page_of: Path) -> None:
    """A copy to read from, with a first page that names the tables: in every History they begin at the same pages."""
    _remove(scratch)
    scratch.touch(mode=0o600)
    shutil.copyfile(damaged, scratch)
    with suppress(FileNotFoundError):
        shutil.copyfile(beside(damaged, "-wal"), beside(scratch, "-wal"))
    if first_page_of == damaged:
        return
    with first_page_of.open("rb") as whole, scratch.open("r+b") as file:
        head = bytearray(whole.read(4096))
        size = int.from_bytes(head[16:18], "big")
        pages = max(1, scratch.stat().st_size // size)
        head[_PAGE_COUNT : _PAGE_COUNT + 4] = pages.to_bytes(4, "big")
        file.write(head[:size])


def _has_tables(source: sqlite3.Connection) -> bool:
    try:
        source.execute(SELECT + " LIMIT 0")
    except sqlite3.DatabaseError:
        return False
    return True


def _readable(source: sqlite3.Connection) -> Iterator[Entry]:
    ids: set[int] = set()
    for walk in _WALKS:
        with suppress(sqlite3.DatabaseError):
            for (number,) in source.execute(walk):
                ids.add(number)
    for number in sorted(ids):
        with suppress(sqlite3.DatabaseError, Damage):
            found = source.execute(SELECT + " WHERE id = ?", (number,)).fetchone()
            if found is not None:
                yield entry(found)


def _taken(db: sqlite3.Connection, found: Entry) -> bool:
    try:
        db.execute(INSERT, row(found))
    except sqlite3.IntegrityError:
        return False
    return True
