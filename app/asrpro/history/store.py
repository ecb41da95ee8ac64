"""Past dictations and file Transcripts in one SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from asrpro.errors import HistoryError
from asrpro.history.database import alone, connect, connect_to_read
from asrpro.history.faults import Damage, explain, is_damage, only_writing
from asrpro.history.repair import forget, replace
from asrpro.history.rows import (
    GLANCE,
    INSERT,
    RECORDED,
    SELECT,
    UPDATE,
    entry,
    glance,
    instant,
    named,
    recorded,
    row,
    stored,
)
from asrpro.history.searching import where
from asrpro.i18n import _

if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterable
    from datetime import timedelta
    from pathlib import Path

    from asrpro.history.entry import Entry, Glance, Outcome

T = TypeVar("T")

_LARGEST = 2**63 - 1
"""The largest number SQLite knows."""

_NEWEST = "ORDER BY created DESC, id DESC LIMIT ? OFFSET ?"


class History:
    """Opens its file when first used; threads may share one, and processes may each have their own.

    A damaged file is set aside and mended without an error; `notices` then has a sentence about it for people.
    Where nothing can be written what is there is read all the same, which is a notice, too. Every method raises
    HistoryError when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._notices: tuple[str, ...] = ()
        self._lock = RLock()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for people about what had to be done to read or write the file."""
        return self._notices

    def add(self, entry: Entry) -> int:
        """Store an Entry and return the number it got; an id it already has is not looked at."""

        def work(db: sqlite3.Connection) -> int:
            return db.execute(INSERT, (None, *row(entry)[1:])).lastrowid or 0

        return self._do(work)

    def update(self, entry: Entry) -> bool:
        """Store what has come of an Entry since; whether it was still there. What was deleted stays deleted."""

        def work(db: sqlite3.Connection) -> bool:
            return db.execute(UPDATE, named(entry)).rowcount > 0

        return self._do(work)

    def get(self, id: int) -> Entry:  # noqa: A002 - the name of the column
        """The Entry of that number.

        Raises:
            HistoryError: there is none.
        """

        def work(db: sqlite3.Connection) -> Entry:
            found = db.execute(SELECT + " WHERE id = ?", (_key(id),)).fetchone()
            if found is None:
                raise _unknown(id)
            return entry(found)

        return self._read(work)

    def list(self, limit: int = 20, offset: int = 0, search: str | None = None) -> builtins.list[Entry]:
        """The newest first; those that hold the searched text in source or text, capitals or not."""
        window = (min(limit, _LARGEST), min(offset, _LARGEST))

        def work(db: sqlite3.Connection) -> builtins.list[Entry]:
            return [entry(found) for found in db.execute(f"{SELECT} {where(db, search)} {_NEWEST}", window)]

        return self._read(work)

    def glance(self, limit: int, letters: int) -> builtins.list[Glance]:
        """The newest that have text, with the beginning of it; in a moment, however long they are."""

        def work(db: sqlite3.Connection) -> builtins.list[Glance]:
            return [glance(found) for found in db.execute(GLANCE, (letters, limit))]

        return self._do(work)

    def recorded(self, limit: int) -> builtins.list[tuple[Path, Outcome]]:
        """The recordings of the last dictations and what came of each, the last stored first."""

        def work(db: sqlite3.Connection) -> builtins.list[tuple[Path, Outcome]]:
            return [recorded(found) for found in db.execute(RECORDED, (limit,))]

        return self._read(work)

    def count(self, search: str | None = None) -> int:
        """How many Entries there are, or hold the searched text."""

        def work(db: sqlite3.Connection) -> int:
            number: int = db.execute(f"SELECT count(*) FROM entries {where(db, search)}").fetchone()[0]  # noqa: S608
            return number

        return self._read(work)

    def tells_of(self, audio: Path) -> bool:
        """Whether any Entry came of this recording."""

        def work(db: sqlite3.Connection) -> bool:
            known = "SELECT EXISTS (SELECT 1 FROM entries WHERE audio = ?)"
            return bool(db.execute(known, (stored(str(audio)),)).fetchone()[0])

        return self._read(work)

    def delete(self, ids: Iterable[int]) -> None:
        """Delete these Entries, or none of them; their texts are overwritten in the file.

        Raises:
            HistoryError: one of them is not there.
        """
        wanted = dict.fromkeys(ids)

        def work(db: sqlite3.Connection) -> None:
            with db:
                db.execute("BEGIN IMMEDIATE")
                for id in wanted:  # noqa: A001
                    if not db.execute("DELETE FROM entries WHERE id = ?", (_key(id),)).rowcount:
                        raise _unknown(id)
            self._sweep(db)

        self._do(work)

    def discard(self, entry: Entry) -> None:
        """Delete an Entry if it is still there."""
        self._delete_where("id = ? AND created = ?", entry.id or 0, instant(entry.created))

    def clear(self) -> int:
        """Delete all Entries, and damaged files that were kept; how many Entries there were."""
        gone = self._delete_where("TRUE")
        try:
            forget(self.path)
        except OSError as error:
            raise explain(error, self.path) from error
        return gone

    def prune(self, older_than: timedelta) -> int:
        """Delete Entries made longer ago than that; how many there were.

        Where they can only be read, that is a notice.
        """
        try:
            oldest = datetime.now(UTC) - older_than
        except OverflowError:  # longer than there has been a calendar
            return 0
        try:
            return self._delete_where("created < ?", instant(oldest))
        except HistoryError as error:
            self.count()  # whether they can be read
            self._note(str(error))
            return 0

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _delete_where(self, condition: str, *values: str | int) -> int:
        def work(db: sqlite3.Connection) -> int:
            gone = db.execute(f"DELETE FROM entries WHERE {condition}", values).rowcount  # noqa: S608 - our own words
            if gone:
                self._sweep(db)
            return gone

        return self._do(work)

    def _sweep(self, db: sqlite3.Connection) -> None:
        """Write the file anew and empty its -wal: `secure_delete` misses the copies left where SQLite moved a row."""
        try:
            db.execute("VACUUM")
            held = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.DatabaseError:  # no room, or no turn; the Entries themselves are gone already
            held = True
        if held:
            text = _("Deleted text may still lie in {path} and beside it; the next deletion will remove it.")
            self._note(text.format(path=self.path))

    def _note(self, text: str) -> None:
        if text not in self._notices:
            self._notices += (text,)

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do what only reads, even where nothing can be written."""
        with self._lock:
            try:
                return self._do(work)
            except HistoryError as error:
                cause = error.__cause__
                if not isinstance(cause, Exception) or not only_writing(cause):
                    raise
                try:
                    db, whole = connect_to_read(self.path)
                    with closing(db):
                        found = work(db)
                except (sqlite3.Error, OSError, Damage):
                    raise error from cause
                self._note(str(error))
                if not whole:
                    self._note(_("The newest entries of the history may be missing until then."))
                return found

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it; once more when the file turns out to be damaged and is mended."""
        with self._lock:
            try:
                try:
                    return work(self._connection())
                except (sqlite3.DatabaseError, Damage) as error:
                    if not is_damage(error):
                        raise
                    return work(self._open(damaged=self._file))
            except (sqlite3.Error, OSError, Damage) as error:
                raise explain(error, self.path) from error

    def _connection(self) -> sqlite3.Connection:
        # Another process may have mended or removed the file; what is written to the old one would be lost.
        if self._db is not None and self._file == _identity(self.path):
            return self._db
        return self._open()

    def _open(self, damaged: tuple[int, int] | None = None) -> sqlite3.Connection:
        """Open the file, mended if it must be; `damaged` is the file in which use found damage."""
        self.close()
        with alone(self.path):
            known = damaged is not None and damaged == _identity(self.path)
            self._db = None if known else _whole(self.path)
            if self._db is None:
                self._notices += (replace(self.path),)
                self._db = connect(self.path)
            self._file = _identity(self.path)
        return self._db


def _whole(path: Path) -> sqlite3.Connection | None:
    """A connection; None when the file is damaged."""
    try:
        return connect(path)
    except (sqlite3.DatabaseError, Damage) as error:
        if is_damage(error):
            return None
        raise


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _key(id: int) -> int | None:  # noqa: A002
    return id if abs(id) <= _LARGEST else None


def _unknown(id: int) -> HistoryError:  # noqa: A002
    title = _("There is no entry {id} in the history.").format(id=id)
    return HistoryError(title, _("`asrpro history list` shows what there is."))
