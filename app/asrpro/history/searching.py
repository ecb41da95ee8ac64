"""Which Entries hold a searched text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from asrpro.history.rows import read

if TYPE_CHECKING:
    import sqlite3

_FOUND = "WHERE holds(CAST(source AS BLOB)) OR holds(CAST(heard AS BLOB)) OR holds(CAST(delivered AS BLOB))"


def where(db: sqlite3.Connection, search: str | None) -> str:
    """The condition that finds what holds the searched text, which the connection then knows how to tell."""
    if not search:
        return ""
    wanted = _folded(search)
    # SQLite's LIKE knows the capitals of ASCII only.
    db.create_function("holds", 1, lambda stored: wanted in _folded(read(stored)), deterministic=True)
    return _FOUND


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())
