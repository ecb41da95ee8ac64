"""A file on its way: what is there of it, checked as it grows."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from asrpro.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from asrpro.catalog.order import Remote

SUFFIX: Final = ".part"
NAMED: Final = "tree"
"""The folder in which files that are all here are given their names."""
_ETAG: Final = ".etag"
_BLOCK: Final = 1 << 20
SHA256: Final = 64
"""Hexadecimal digits of one."""


class Unfit(Exception):
    """The bytes are not those that were announced; they are thrown away."""

    def __init__(self, lost: int) -> None:
        super().__init__(lost)
        self.lost = lost
        """How many those were."""


class Part:
    """DIGEST.part in a folder, where the finished file will be called DIGEST; a context, which closes it."""

    def __init__(self, folder: Path, remote: Remote, check: Callable[[], None]) -> None:
        """Touch nothing yet; `check` raises what ends it, and is asked often."""
        self.remote = remote
        self._check = check
        self.finished = folder / remote.digest
        self.path = folder / f"{remote.digest}{SUFFIX}"
        self._etag = folder / f"{remote.digest}{_ETAG}"
        self._file: BinaryIO | None = None
        self._hash = digester(remote)
        self.size = 0

    def __enter__(self) -> Self:
        """Open it, and go over what is there from an earlier try; raises OSError."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(descriptor, "r+b", buffering=0)
        if os.fstat(descriptor).st_size > self.remote.size:
            self.restart()
        try:
            while block := self._file.read(_BLOCK):
                self._check()
                self._hash.update(block)
                self.size += len(block)
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    @property
    def etag(self) -> str:
        """The server's name for what it began to send; empty where it gave none that is sure."""
        try:
            return self._etag.read_text("utf-8")
        except (OSError, ValueError):
            return ""

    def begin(self, etag: str) -> None:
        """Remember what is being sent; a weak name, which may stand for other bytes, is none."""
        if etag.startswith('"') and etag.isascii() and etag.isprintable():
            self._etag.write_text(etag, "utf-8")
        else:
            self._etag.unlink(missing_ok=True)

    def restart(self) -> int:
        """Throw away what is there; returns how many bytes that were."""
        lost, self.size, self._hash = self.size, 0, digester(self.remote)
        if self._file:
            self._file.seek(0)
            self._file.truncate()
        self._etag.unlink(missing_ok=True)
        return lost

    def add(self, block: bytes) -> None:
        """Write what arrived.

        Raises:
            Unfit: it is more than was announced.
            OSError: it cannot be written.
        """
        if self.size + len(block) > self.remote.size:
            raise Unfit(self.restart())
        view = memoryview(block)
        while view and self._file:  # a disk that is nearly full takes some of it
            written = self._file.write(view)
            self._hash.update(view[:written])
            self.size += written
            view = view[written:]

    def finish(self) -> None:
        """Give it its name, once it is on the disk; raises Unfit when it is not what was announced."""
        if self._hash.hexdigest() != self.remote.digest:
            raise Unfit(self.restart())
        if self._file:
            os.fsync(self._file.fileno())
            self._file.close()
        self.path.replace(self.finished)
        self._etag.unlink(missing_ok=True)


def arrived(folder: Path, remote: Remote) -> os.stat_result | None:
    """What is in a folder of a file, whole or not; a folder is what was in an archive. None where that is nothing."""
    for name in (remote.digest, f"{remote.digest}{SUFFIX}", f"{NAMED}/{remote.path}"):
        with contextlib.suppress(OSError):
            return (folder / name).stat()
    return None


def digester(remote: Remote) -> hashlib._Hash:
    """What its digest is made with: SHA-256, or as git does it SHA-1 of "blob SIZE", a NUL and the bytes."""
    if len(remote.digest) == SHA256:
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % remote.size, usedforsecurity=False)


def is_whole(
    file: Path, remote: Remote, check: Callable[[], None], seen: Callable[[int], None] = lambda _size: None
) -> bool:
    """Whether a file holds exactly what was announced; it is read to its end.

    `check` raises what ends that, and `seen` is told how many bytes were read, again and again.
    """
    digest = digester(remote)
    try:
        if file.is_symlink() or file.stat().st_size != remote.size:
            return False
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                check()
                digest.update(block)
                seen(len(block))
    except AppError:
        raise
    except OSError:
        return False
    return digest.hexdigest() == remote.digest
