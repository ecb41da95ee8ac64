"""Reads what a file says of itself, and never past its end."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self


class CutOff(Exception):
    """The file ends before what is to be read."""


class Reader:
    """A file that is read part by part; weights are passed over."""

    def __init__(self, file: Path) -> None:
        """Open it; raises OSError when that fails."""
        self._file: BinaryIO = file.open("rb")
        self._size = os.fstat(self._file.fileno()).st_size
        self._at = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def left(self) -> int:
        """Bytes until the end."""
        return self._size - self._at

    def take(self, count: int) -> bytes:
        """The next bytes; raises CutOff when there are fewer."""
        if not 0 <= count <= self.left:
            raise CutOff
        found = self._file.read(count)
        if len(found) < count:  # it became shorter
            raise CutOff
        self._at += count
        return found

    def skip(self, count: int) -> None:
        """Pass over bytes; raises CutOff when there are fewer."""
        if not 0 <= count <= self.left:
            raise CutOff
        self._at += count
        self._file.seek(self._at)

    def numbers(self, form: str) -> tuple[int, ...]:
        """Numbers of a fixed form, as struct writes it."""
        return struct.unpack(form, self.take(struct.calcsize(form)))
