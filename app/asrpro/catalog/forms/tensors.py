"""Files of tensors: their names and whether they are whole, without a number of them being read."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_HEADER: Final = 100_000_000
"""Bytes that the head of a safetensors file may have, by its definition."""


def safetensors(file: Path) -> set[str]:
    """The names of the tensors in a safetensors file (a length, a JSON head, the numbers).

    Raises:
        ModelDamaged: it is cut off, or is none.
    """
    try:
        with Reader(file) as reader:
            (length,) = reader.numbers("<Q")
            if length > LONGEST_HEADER:
                raise damaged(file)
            head = json.loads(reader.take(length))
            held = reader.left
    except CutOff as error:
        raise cut_off(file) from error
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(file) from error
    if not isinstance(head, dict):
        raise damaged(file)
    head.pop("__metadata__", None)
    ends = [_end(entry) for entry in head.values()]
    if not ends or None in ends:
        raise damaged(file)
    if max(end for end in ends if end is not None) > held:
        raise cut_off(file)
    return set(head)


def npz(file: Path) -> set[str]:
    """The names of the arrays in a file of numpy's (a zip); nothing is unpacked.

    Raises:
        ModelDamaged: it is cut off (a zip's list of contents is at its end), or is none.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return {name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")}
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise (cut_off if _begins(file, b"PK\x03\x04") else damaged)(file) from error


def _end(entry: Any) -> int | None:
    """Where a tensor's numbers end; None when that is nonsense."""
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    match offsets:
        case [int(start), int(end)] if 0 <= start <= end:
            return end
    return None


def _begins(file: Path, start: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(start)) == start
    except OSError:
        return False
