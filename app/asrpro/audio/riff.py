"""WAV files that were cut short: FFmpeg takes the length of those from their size, so that nobody would notice."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

_START = struct.Struct("<4s4x4s")
_CHUNK = struct.Struct("<4sI")
_BYTE_RATE = struct.Struct("<8xI")
_DATA_SIZE = struct.Struct("<8xQ")
_MOST = 100
"""Chunks that are looked at; sound comes after a handful."""
_ELSEWHERE = 0xFFFFFFFF
"""The size of what is too long for 32 bits: RF64 has it in a chunk of its own."""
_UNKNOWN = (1 << 31, 1 << 32)
"""What writes into a pipe, and cannot know the size, leaves one of these, or nearly."""
_NEARLY = 1 << 16


def promised(file: BinaryIO) -> float | None:
    """Seconds of sound that a WAV claims to have, if it is shorter than that; None for every other file.

    Chunks are those of RIFF, and of RF64 (EBU Tech 3306).
    """
    end, position, rate, long = file.seek(0, os.SEEK_END), _START.size, 0, 0
    if _START.unpack(_bytes(file, 0, _START)) not in ((b"RIFF", b"WAVE"), (b"RF64", b"WAVE")):
        return None
    for _chunk in range(_MOST):
        name, size = _CHUNK.unpack(_bytes(file, position, _CHUNK))
        position += _CHUNK.size
        if name == b"data":
            if size == _ELSEWHERE and long:
                size = long
            elif any(abs(size - unknown) < _NEARLY for unknown in _UNKNOWN):
                return None
            return size / rate if rate and size > max(0, end - position) else None
        if name == b"fmt ":
            (rate,) = _BYTE_RATE.unpack(_bytes(file, position, _BYTE_RATE))
        elif name == b"ds64":
            (long,) = _DATA_SIZE.unpack(_bytes(file, position, _DATA_SIZE))
        position += size + size % 2
    return None


def _bytes(file: BinaryIO, position: int, shape: struct.Struct) -> bytes:
    file.seek(position)
    return file.read(shape.size).ljust(shape.size, b"\0")
