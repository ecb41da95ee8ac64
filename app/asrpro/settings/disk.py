"""The settings file as bytes: read with care, replaced whole, kept when it is damaged."""

from __future__ import annotations

import os
import stat
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from asrpro.errors import SettingsError, SettingsUnsaved
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT: Final = 1_000_000
"""Bytes a settings file may have."""
_PATIENCE: Final = 10.0
"""Seconds to wait for another process that writes."""


def signature(path: Path) -> tuple[int, ...]:
    """What changes whenever the file does; empty where there is none."""
    try:
        held = path.stat()
    except OSError:
        return ()
    return held.st_ino, held.st_mtime_ns, held.st_size


def fetch(path: Path) -> bytes:
    """What the file holds; raises FileNotFoundError without one, SettingsError when it cannot be a settings file."""
    try:
        # Opening a pipe would wait for somebody to write to it.
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SettingsError(_("{path} is a folder and no file.").format(path=path))
        if not stat.S_ISREG(mode):
            raise SettingsError(_("{path} is not a file.").format(path=path))
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SettingsError(_("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror)) from error
    if len(data) > LIMIT:
        raise SettingsError(_("{path} is too large for a settings file.").format(path=path))
    return data


def store(path: Path, data: bytes) -> None:
    """Replace the file by one that holds the data, for the user's eyes only; call it inside of writing() alone."""
    if len(data) > LIMIT:
        raise SettingsError(_("These are more settings than fit into a settings file."))
    target = path.resolve()  # a link to a file kept elsewhere stays a link
    fresh = target.with_name(f"{target.name}.new")
    fresh.unlink(missing_ok=True)  # of a process that was killed
    try:
        with _create(fresh) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _swap(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _create(path: Path) -> BinaryIO:
    return open(path, "xb", opener=partial(os.open, mode=0o600))


def _swap(fresh: Path, target: Path) -> None:
    # Windows refuses for as long as another process has the file open, which is never long.
    for pause in (0.02, 0.1, 0.5):
        with suppress(PermissionError):
            fresh.replace(target)
            return
        time.sleep(pause)
    fresh.replace(target)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Keep other processes from writing meanwhile; raises SettingsUnsaved when the place cannot be written to."""
    # Imported here: most commands only read.
    from filelock import FileLock

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{path}.lock", timeout=_PATIENCE):
            yield
    except OSError as error:
        raise SettingsUnsaved(
            _("The settings cannot be saved: {reason}.").format(reason=error.strerror or error),
            _("Look whether {folder} may be written to and has room.").format(folder=path.parent),
        ) from error


def keep(path: Path, data: bytes, why: str) -> Path:
    """A copy of the data beside the file, named for why it is kept; the one from before where it is the same."""
    prefix = f"{path.name}.{why}-"
    for old in path.parent.iterdir():
        if old.name.startswith(prefix) and old.stat().st_size == len(data) and old.read_bytes() == data:
            return old
    copy = _unused(path, why)
    with _create(copy) as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            with suppress(OSError):
                copy.unlink()
            raise
    return copy


def set_aside(path: Path, why: str) -> Path:
    """Rename what is in the file's place, and say how it is called now."""
    return path.rename(_unused(path, why))


def _unused(path: Path, why: str) -> Path:
    now = datetime.now(UTC)
    names = (path.with_name(f"{path.name}.{why}-{now:%Y%m%dT%H%M%SZ}{end}") for end in _endings())
    return next(name for name in names if not os.path.lexists(name))


def _endings() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1
