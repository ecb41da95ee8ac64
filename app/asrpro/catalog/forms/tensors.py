"""Files of tensors: their names and whether they are whole, without a number of them being read."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.weights.reader import CutOff
from asrpro.weights.safetensors import Damaged, names

if TYPE_CHECKING:
    from pathlib import Path


def safetensors(file: Path) -> set[str]:
    """The names of the tensors in a safetensors file (a length, a JSON head, the numbers).

    Raises:
        ModelDamaged: it is cut off, or is none.
    """
    try:
        return names(file)
    except CutOff as error:
        raise cut_off(file) from error
    except Damaged as error:
        raise damaged(file) from error


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


def _begins(file: Path, start: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(start)) == start
    except OSError:
        return False
