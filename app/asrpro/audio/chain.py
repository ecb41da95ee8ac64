"""Ogg files end to end in one file, as web radio is recorded: FFmpeg stops where the second has another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

_PAGE = b"OggS\0"
_FLAGS = len(_PAGE)
_BEGINS = 2
_READ = 1 << 16


def next_part(file: BinaryIO, position: int) -> int | None:
    """Where the first page after byte `position` lies that begins a stream (RFC 3533, section 6); None without one."""
    file.seek(position + 1)
    offset, window = position + 1, b""
    while True:
        more = file.read(_READ)
        window += more
        found = window.find(_PAGE)
        while 0 <= found < len(window) - _FLAGS:
            if window[found + _FLAGS] & _BEGINS:
                return offset + found
            found = window.find(_PAGE, found + 1)
        if not more:
            return None
        keep = len(_PAGE)
        offset += max(0, len(window) - keep)
        window = window[-keep:]
