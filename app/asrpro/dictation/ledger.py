"""How long each stage of the last Sessions took."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from asrpro.errors import SettingsError
from asrpro.i18n import _
from asrpro.settings.disk import store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

KEPT = 100
"""Sessions that are kept."""
_LIMIT = 1 << 16
"""Bytes that are read at most, from the end: several times what so many take."""
_LONGEST = 1e6
"""Seconds beyond which a time is nonsense."""
_PATIENCE = 1.0
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True, slots=True)
class Times:
    """When what happened in one Session, in seconds of `time.monotonic()`; None for what did not."""

    press: float
    """The key was pressed, or the command given."""
    first_sample: float | None = None
    """The microphone gave its first sound."""
    release: float | None = None
    """It was accepted that nothing more will be said."""
    done: float | None = None
    """The Engine had said all, and it was polished."""
    delivered: float | None = None
    """The text was sent to the window."""
    read: float | None = None
    """The window read it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What lies between two moments of a Session, over all Sessions that had both."""

    begin: str
    """The name of one field of Times."""
    end: str
    """The name of another."""
    title: str
    """What people call it."""
    n: int = 0
    """How many Sessions had both."""
    p50: float | None = None
    """Seconds that half of them took at most; None where there is none."""
    p95: float | None = None
    """Seconds that 95 of 100 took at most."""


STAGES = (
    Stage("press", "first_sample", _("Press to first sample")),
    Stage("release", "done", _("Release to engine done")),
    Stage("done", "delivered", _("Engine done to delivered")),
    Stage("delivered", "read", _("Delivered to read")),
    Stage("release", "read", _("Release to read")),
)


class Ledger:
    """The last Sessions' Times on disk, without a word of what was said; used from any thread and process."""

    def __init__(self, path: Path) -> None:
        """Touch no disk yet; the file holds one line of JSON for each Session."""
        self.path = path

    def add(self, times: Times) -> None:
        """Keep the Times of one more Session; that they cannot be written costs nothing but themselves."""
        # Imported here: whoever only reads has no need of it.
        from filelock import FileLock, Timeout

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self.path}.lock", timeout=_PATIENCE, mode=0o600):
                kept = [*self.all(), times][-KEPT:]
                store(self.path, "".join(map(_line, kept)).encode())
        except (OSError, Timeout, SettingsError):
            log.warning("the times of a dictation could not be written", exc_info=True)

    def all(self) -> list[Times]:
        """The Times of all Sessions that are kept, the oldest first, as if each key had been pressed at 0.

        Lines that are damaged are passed over. Raises OSError where the file is there, but cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - _LIMIT))
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        return [times for line in lines if (times := _read(line))][-KEPT:]


def stages(all_times: Sequence[Times]) -> list[Stage]:
    """Each Stage over these Sessions, with the nearest rank for a percentile."""
    found = []
    for stage in STAGES:
        pairs = ((getattr(times, stage.begin), getattr(times, stage.end)) for times in all_times)
        took = sorted(end - begin for begin, end in pairs if begin is not None and end is not None)
        p50, p95 = (took[math.ceil(share * len(took)) - 1] if took else None for share in (0.5, 0.95))
        found.append(Stage(stage.begin, stage.end, stage.title, len(took), p50, p95))
    return found


def _line(times: Times) -> str:
    """One Session as a line; a time from the start of the computer says when somebody worked, so it is left out."""
    named = {name: getattr(times, name) for name in _LATER}
    return json.dumps({name: round(time - times.press, 4) for name, time in named.items() if time is not None}) + "\n"


def _read(line: bytes) -> Times | None:
    """The Session in a line, unless it is damaged."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not found or not found.keys() <= _LATER:
        return None
    if not all(type(time) in (int, float) and 0 <= time < _LONGEST for time in found.values()):
        return None
    return Times(0.0, **found)


_LATER = {field.name for field in fields(Times)} - {"press"}
