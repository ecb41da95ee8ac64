"""What was found out of devices, kept from one start to the next until a driver or a library changes."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

DAY: Final = 24 * 3600.0
"""Seconds for which a lack of memory is remembered: another program may have had it."""
_MOST: Final = 100
"""Failures that are kept at most."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A Model that could not be loaded on a device, or could not work there, where another one could do it."""

    device: str
    model: str
    """Backend and id, and the number format where one was asked for."""
    driver: str
    """What was there then: the same failure counts no more once this is another."""
    said: str
    """The error's own words."""
    until: float | None = None
    """Seconds since 1970 after which it is tried again; None where only another driver may help."""


class Record:
    """A small JSON file, which may be deleted at any time; where it cannot be written this object remembers alone."""

    def __init__(self, file: Path | None) -> None:
        """Read nothing yet; None where there is no place for a file."""
        self._file = file
        self._unwritten: dict[str, Any] | None = None
        self._changes = 0
        # For what is written is what was read, and something more; other processes are rarely at it meanwhile.
        self._lock = threading.RLock()

    @property
    def stamp(self) -> tuple[int, int]:
        """What is another one once something else is known."""
        try:
            return self._changes, self._file.stat().st_mtime_ns if self._file else 0
        except OSError:
            return self._changes, 0

    def trial(self, device: str, driver: str) -> dict[str, Any] | None:
        """What the trial of a device came to; None for another driver or none yet."""
        found = self._read()["trials"].get(device)
        return (
            found["found"] if isinstance(found, dict) and found.get("driver") == driver and "found" in found else None
        )

    def keep_trial(self, device: str, driver: str, found: dict[str, Any]) -> None:
        """Write down what a trial came to."""
        with self._lock:
            held = self._read()
            held["trials"][device] = {"driver": driver, "found": found}
            self._write(held)

    def failures(self) -> list[Failure]:
        """Those that still count as far as time is concerned."""
        now = time.time()
        return [one for one in _failures(self._read()) if one.until is None or one.until > now]

    def keep_failure(self, failure: Failure) -> None:
        """Write down that a Model does not run on a device; what was known of the two before gives way to it."""
        self._replace_failures(failure.device, failure.model, failure)

    def forget_failure(self, device: str, model: str) -> None:
        """It ran after all."""
        with self._lock:
            if any((one.device, one.model) == (device, model) for one in self.failures()):
                self._replace_failures(device, model)

    def forget(self) -> None:
        """Forget everything."""
        with self._lock, contextlib.suppress(OSError):
            self._changes += 1
            self._unwritten = None
            if self._file:
                self._file.unlink(missing_ok=True)

    def _replace_failures(self, device: str, model: str, *fresh: Failure) -> None:
        with self._lock:
            held = self._read()
            others = [one for one in self.failures() if (one.device, one.model) != (device, model)]
            held["failures"] = [asdict(one) for one in (*others, *fresh)][-_MOST:]
            self._write(held)

    def _read(self) -> dict[str, Any]:
        held = self._unwritten
        if held is None and self._file:
            # Not there, or damaged.
            with contextlib.suppress(OSError, ValueError, RecursionError):
                held = json.loads(self._file.read_text("utf-8"))
        if not (isinstance(held, dict) and isinstance(held.get("trials"), dict)):
            return {"trials": {}, "failures": []}
        return held

    def _write(self, held: dict[str, Any]) -> None:
        self._changes += 1
        self._unwritten = held
        if self._file is None:
            return
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            fresh.write_text(json.dumps(held, indent=1), "utf-8")
            fresh.replace(self._file)
            self._unwritten = None
        except OSError as error:
            log.info("what was found out of devices is not kept: %s", error.strerror)
            with contextlib.suppress(OSError):
                fresh.unlink()


def _failures(held: dict[str, Any]) -> list[Failure]:
    """Those that can be understood."""
    found = held.get("failures")
    kept = []
    for one in found if isinstance(found, list) else ():
        with contextlib.suppress(TypeError):
            kept.append(Failure(**one))
    return kept
