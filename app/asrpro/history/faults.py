"""What can go wrong with the History's file, told apart and put into words."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from asrpro.errors import HistoryError
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_NO_ACCESS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT)


class Damage(Exception):
    """The file is not a History, or no longer a whole one."""


def code(error: Exception) -> int:
    """SQLite's primary result code; 0 for any other error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken, so that trying again cannot help."""
    return isinstance(error, Damage) or code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def only_writing(error: Exception) -> bool:
    """Whether it may be that the file can still be read."""
    problem = error.errno if isinstance(error, OSError) else None
    unwritable = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, *_NO_ACCESS)
    return code(error) in unwritable or problem in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, *_DENIED)


def explain(error: Exception, path: Path) -> HistoryError:
    """The same fault in words for people."""
    problem = error.errno if isinstance(error, OSError) else None
    if code(error) == sqlite3.SQLITE_FULL or problem == errno.ENOSPC:
        hint = _("Make room on the disk that holds {folder}.").format(folder=path.parent)
        return HistoryError(_("The history cannot be written because the disk is full."), hint)
    if code(error) in _NO_ACCESS or problem in _DENIED:
        hint = _("Check that {folder} is a folder you may write to.").format(folder=path.parent)
        return HistoryError(_("The history {path} cannot be opened for writing.").format(path=path), hint)
    if code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return HistoryError(_("The history is in use by another program."), _("Try again in a moment."))
    if is_damage(error):
        hint = _("Move {path} elsewhere; a new history will then be made.").format(path=path)
        return HistoryError(_("The history is damaged and could not be mended."), hint)
    title = _("The history {path} cannot be used: {reason}.").format(
        path=path, reason=getattr(error, "strerror", None) or error
    )
    return HistoryError(title, _("Check the disk that holds {folder}.").format(folder=path.parent))
