"""GGUF files, of which no engine here runs any: what one says it is, so that people can be told.

Magic, version, counts, then pairs of a key and a value (docs/gguf.md in ggml); only the first texts count here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from pathlib import Path

MAGIC: Final = b"GGUF"
SIZES: Final = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a value, by the number of its type."""
TEXT: Final = 8
ARCHITECTURE: Final = "general.architecture"
NAME: Final = "general.name"
READ: Final = 32
"""Pairs that are looked at: what a file is stands in the first ones, before its vocabulary."""
LONGEST: Final = 200
"""Letters of a key or a text that are worth telling."""


def told(file: Path) -> dict[str, str]:
    """What it says of itself in texts, by key; as much as can be read of a damaged one. Raises OSError."""
    found: dict[str, str] = {}
    try:
        with Reader(file) as reader:
            reader.skip(len(MAGIC) + 4 + 8)
            (count,) = reader.numbers("<Q")
            for _pair in range(min(count, READ)):
                key = _text(reader)
                (kind,) = reader.numbers("<I")
                if kind == TEXT:
                    found[key] = _text(reader)
                elif kind in SIZES:
                    reader.skip(SIZES[kind])
                else:  # a list, as that of its tokens
                    break
    except CutOff:
        pass
    return found


def _text(reader: Reader) -> str:
    (length,) = reader.numbers("<Q")
    begun = reader.take(min(length, LONGEST))
    reader.skip(length - len(begun))
    return begun.decode("utf-8", "replace")
