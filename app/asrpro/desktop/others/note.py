"""What was lowered, on disk before it is, for whoever comes after a crash."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from asrpro.desktop.others.mixer import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a stream."""

    key: str
    kind: str
    before: Level
    made: Level


class Note:
    """A file for the user's eyes only, which is there only while something is owed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Change]:
        """What it says; nothing where it is not there, or not to be understood."""
        try:
            return [_change(entry) for entry in json.loads(self._path.read_bytes())]
        except (OSError, ValueError, TypeError, KeyError):
            return []

    def write(self, changes: Iterable[Change]) -> None:
        """Say this from now on, whatever becomes of us and the machine."""
        entries = [_entry(change) for change in changes]
        if not entries:
            with contextlib.suppress(OSError):
                self._path.unlink()
            return
        fresh = self._path.with_name(f"{self._path.name}.new")
        with contextlib.suppress(OSError):
            fresh.unlink()  # of a process that was killed
        # A full disk must not keep anybody from lowering: then it is given back unless all of us are killed.
        with contextlib.suppress(OSError):
            with open(fresh, "xb", opener=partial(os.open, mode=0o600)) as file:
                file.write(json.dumps(entries).encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)


def _entry(change: Change) -> dict[str, Any]:
    return {"key": change.key, "kind": change.kind, "before": _told(change.before), "made": _told(change.made)}


def _told(level: Level) -> dict[str, Any]:
    return {"volumes": level.volumes, "muted": level.muted}


def _change(entry: Any) -> Change:
    return Change(str(entry["key"]), str(entry["kind"]), _level(entry["before"]), _level(entry["made"]))


def _level(told: Any) -> Level:
    return Level(tuple(float(volume) for volume in told["volumes"]), bool(told["muted"]))
