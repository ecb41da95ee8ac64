"""The file in which the names of the user's own Models are written down; what can be read of it where it is damaged."""

from __future__ import annotations

import functools
import json
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asrpro.catalog import folders
from asrpro.i18n import _, ngettext
from asrpro.settings import disk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

_TEXT: Final = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_PAIR: Final = re.compile(rf"({_TEXT})\s*:\s*({_TEXT})\s*(?=[,}}]|\Z)")
"""A name and its place where both are whole."""


@dataclass(frozen=True, slots=True)
class Names:
    """What such a file says."""

    places: Mapping[str, str] = field(default_factory=dict)
    """Paths and addresses of servers by name, as they are written."""
    fault: str = ""
    """In words for people what is wrong with it; empty where nothing is."""
    data: bytes | None = b""
    """What it holds; None where that cannot be read."""


def read(file: Path) -> Names:
    """What the file says; that it is damaged is logged, once for each time it was written."""
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Names()
    except OSError as error:
        reason = error.strerror or error
        fault = _("{path}, with the names of models of your own, cannot be read: {reason}.")
        found = Names(fault=fault.format(path=file, reason=reason), data=None)
    else:
        told, whole = _parsed(data)
        places = {name: place for name, place in told.items() if isinstance(place, str)}
        if whole and len(places) == len(told):
            return Names(places, data=data)
        fault = ngettext(
            "{path}, with the names of models of your own, is damaged: {count} of them can be read.",
            "{path}, with the names of models of your own, is damaged: {count} of them can be read.",
            len(places),
        )
        found = Names(places, fault.format(path=file, count=len(places)), data)
    _warn(file, disk.signature(file))
    return found


def write(file: Path, places: Mapping[str, str], before: Names) -> str:
    """Write other names down; of what would be lost of those before a copy is kept, which is told in a sentence.

    Raises OSError.
    """
    told = ""
    if before.fault:
        data = before.data
        kept = disk.set_aside(file, "damaged") if data is None else disk.keep(file, data, "damaged")
        told = _("{fault} The file as it was is kept as {path}.").format(fault=before.fault, path=kept)
    folders.write(file, places)
    return told


def _parsed(data: bytes) -> tuple[Mapping[str, object], bool]:
    """What the file says, and whether it was whole."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        found = (map(_text, pair.groups()) for pair in _PAIR.finditer(data.decode("utf-8", errors="replace")))
        # The replacement character stands for bytes that were no text.
        return {name: place for name, place in found if name and place and "\ufffd" not in name + place}, False
    return (document, True) if isinstance(document, dict) else ({}, False)


def _text(written: str) -> str:
    try:
        return str(json.loads(written))
    except ValueError:  # what is behind a backslash means nothing
        return ""


@functools.cache
def _warn(_file: Path, _written: tuple[int, ...]) -> None:
    log.warning("the file with the names of the user's own models cannot be read as a whole")
