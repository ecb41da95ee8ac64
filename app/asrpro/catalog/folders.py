"""Folders of Models: how their siblings are called, and what is written of them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.sizes import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RECORD: Final = ".complete.json"
"""What makes a folder a Model that is whole, and tells what it is."""
ARRIVING: Final = "new"
BEFORE: Final = "old"
LEAVING: Final = "gone"
_BLOCK: Final = 1 << 20


def beside(place: Path, kind: str) -> Path:
    """A hidden sibling of a Model's folder; names of Models begin with no dot."""
    return place.with_name(f".{place.name}.{kind}")


def belongs_to(sibling: Path) -> Path:
    """The folder of the Model whose hidden sibling this is; itself where it is none."""
    if not sibling.name.startswith("."):
        return sibling
    return sibling.with_name(sibling.name[1:].rpartition(".")[0] or "_")


def read(file: Path) -> dict[str, Any]:
    """What a record says; nothing where it is none."""
    try:
        record = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def read_listing(record: Mapping[str, Any]) -> Listing | None:
    """The Listing in a record."""
    try:
        files = tuple(_read_remote(one) for one in record["files"])
        # Records from before there were several repositories tell of one.
        others = tuple(map(read_listing, record.get("others", ())))
        if None in others:
            return None
        return Listing(str(record["repository"]), str(record["commit"]), files, tuple(filter(None, others)))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _read_remote(told: Mapping[str, Any]) -> Remote:
    return Remote(str(told["path"]), int(told["size"]), str(told["digest"]), str(told.get("unpacked", "")))


def write(file: Path, record: Mapping[str, Any]) -> None:
    """Write a record whole or not at all; raises OSError."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with open(fresh, "w", encoding="utf-8", opener=_private) as opened:
            json.dump(record, opened, ensure_ascii=False, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def copy(file: Path, path: Path, room: Callable[[], None], check: Callable[[], None]) -> None:
    """Have the same bytes there, too: under a second name, or where the disk knows none copied, and on the disk.

    Args:
        file: what is there.
        path: where it is to be, too.
        room: called before anything is copied; raises what keeps that from being begun.
        check: raises what ends it, and is asked often.

    Raises:
        OSError: it cannot be read or written.
    """
    path.unlink(missing_ok=True)
    try:
        path.hardlink_to(file)
    except OSError:
        room()
        _duplicate(file, path, check)


def delete(place: Path) -> None:
    """Delete a file or folder; a folder is no Model any more before the first of its files is gone. Raises OSError."""
    if not os.path.lexists(place):
        return
    if place.is_symlink() or not place.is_dir():
        place.unlink()
        return
    leaving = place
    if not place.name.startswith("."):
        leaving = beside(place, LEAVING)
        if leaving.exists():
            shutil.rmtree(leaving)
        place = place.rename(leaving)
    shutil.rmtree(place)


def replace(place: Path, fresh: Path, aside: Path | None = None) -> None:
    """Put a folder into a place; nothing lies there only between two renames. Raises OSError.

    Args:
        place: of a Model.
        fresh: what is put there.
        aside: where what was there is kept; without it that is deleted in the end.
    """
    leaving = beside(place, LEAVING)
    if os.path.lexists(place):
        place.rename(aside or _among(leaving) / place.name)
    fresh.rename(place)
    if aside is None:
        with contextlib.suppress(OSError):  # it is swept up later
            delete(leaving)


def _among(leaving: Path) -> Path:
    """A new folder among what is to be deleted, some of which somebody may have open still. Raises OSError."""
    leaving.mkdir(mode=0o700, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=leaving))


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can be asked for that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def files(place: Path) -> list[str]:
    """Names of all files below a folder, with / between folders."""
    return sorted(file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file())


def size(*places: Path) -> int:
    """Bytes of all files below folders, each once, however many names it has there."""
    return counted(file.lstat() for place in places for file in place.rglob("*") if file.is_file())


def _duplicate(file: Path, path: Path, check: Callable[[], None]) -> None:
    """Copy a file, which has its name only once it is whole and on the disk; it is as old as the other then."""
    fresh = path.with_name(f".{path.name}.copy")
    try:
        with file.open("rb") as source, fresh.open("wb") as made:
            while block := source.read(_BLOCK):
                check()
                made.write(block)
            made.flush()
            os.fsync(made.fileno())
        with contextlib.suppress(OSError):  # not every disk lets who does not own it say how old its files are
            os.utime(fresh, ns=(time.time_ns(), file.stat().st_mtime_ns))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
