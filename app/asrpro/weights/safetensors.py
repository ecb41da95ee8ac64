"""Files of tensors in Hugging Face's form: a length, a JSON head, the numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_HEADER: Final = 100_000_000
"""Bytes that the head may have, by the form's definition."""


class Damaged(Exception):
    """It is no such file, or its head is damaged."""


def names(file: Path) -> set[str]:
    """The names of the tensors, without a number of them being read.

    Raises:
        CutOff: it ends too early.
        Damaged: it is none.
    """
    try:
        with Reader(file) as reader:
            (length,) = reader.numbers("<Q")
            if length > LONGEST_HEADER:
                raise Damaged
            head = json.loads(reader.take(length))
            held = reader.left
    except (OSError, ValueError, RecursionError) as error:
        raise Damaged from error
    if not isinstance(head, dict):
        raise Damaged
    head.pop("__metadata__", None)
    ends = [_end(entry) for entry in head.values()]
    if not ends or None in ends:
        raise Damaged
    if max(end for end in ends if end is not None) > held:
        raise CutOff
    return set(head)


def _end(entry: Any) -> int | None:
    """Where a tensor's numbers end; None when that is nonsense."""
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    match offsets:
        case [int(start), int(end)] if 0 <= start <= end:
            return end
    return None
