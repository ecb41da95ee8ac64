"""The folder of recordings: which were interrupted, which are too old, and which go with what tells of them."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asrpro.dictation.recording import held, mend, named, read, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from asrpro.dictation.recording import Recording
    from asrpro.history.entry import Outcome
    from asrpro.settings.tree import PrivacySettings

log = logging.getLogger(__name__)


def interrupted(folder: Path) -> list[Recording]:
    """Those whose program is gone before anything was decided about them, the oldest first.

    Each is mended, so that any program can read it; those without sound are removed.
    """
    found = []
    for path in _all(folder):
        if read(path).facts.state != "recording":
            continue
        with held(path) as free:
            if not free or (recording := read(path)).facts.state != "recording":
                continue
            if mend(path):
                found.append(recording)
            else:
                _removed(path)
    return sorted(found, key=lambda recording: recording.facts.created)


def untold(folder: Path, told: Callable[[Path], bool]) -> list[Recording]:
    """Those that were cancelled or failed, of which nothing else tells, the oldest first; `told` is whether it does."""
    found = [
        recording
        for path in _all(folder)
        if (recording := read(path)).facts.state in ("cancelled", "failed") and recording.duration and not told(path)
    ]
    return sorted(found, key=lambda recording: recording.facts.created)


def without_text(recorded: Iterable[tuple[Path, Outcome]]) -> Iterator[Path]:
    """Those that were cancelled or failed and still wait to become text, in the order given.

    Args:
        recorded: dictations that something else tells of, the newest first; one that was heard again comes again.
    """
    seen: set[Path] = set()
    for path, outcome in recorded:
        if path not in seen and outcome in ("cancelled", "failed") and _waits(path):
            yield path
        seen.add(path)


def is_one(folder: Path, path: Path) -> bool:
    """Whether this names a recording in the folder."""
    return path.suffix == ".wav" and named(path) is not None and path.parent.resolve() == folder.resolve()


def settled(folder: Path, path: Path) -> bool:
    """Whether this is a recording in the folder, and something was decided about it."""
    return is_one(folder, path) and path.exists() and read(path).facts.state != "recording"


def delete(path: Path) -> bool:
    """Delete a recording of ours, unless somebody works on it or it cannot be; whether it is gone."""
    with held(path) as free:
        return free and _removed(path)


def delete_settled(folder: Path) -> int:
    """Delete all about which something was decided; how many there were."""
    return sum(settled(folder, path) and delete(path) for path in _all(folder))


def kept_days(privacy: PrivacySettings) -> int:
    """How many days a delivered recording is kept: no longer than the History tells of it."""
    if not privacy.keep_history:
        return 0
    return min(privacy.recording_days, privacy.history_days or privacy.recording_days)


def prune(folder: Path, days: int, now: datetime | None = None) -> int:
    """Delete what is older than that many days, and of what was delivered all where there are none; how many.

    What was cancelled or failed is kept for a day at least, for another try; what was interrupted is kept until
    somebody decides about it.
    """
    now = now or datetime.now(UTC)
    gone = 0
    for path in _all(folder):
        facts = read(path).facts
        if facts.state == "recording":
            continue
        least = days if facts.state == "done" else max(days, 1)
        if least == 0 or now - facts.created > timedelta(days=least):
            gone += delete(path)
    return gone


def _waits(path: Path) -> bool:
    # Path.exists fails over names that are too long.
    if not os.path.exists(path) or named(path) is None:  # noqa: PTH110
        return False
    return read(path).facts.state in ("cancelled", "failed")


def _all(folder: Path) -> Iterator[Path]:
    """The WAV of each, also where only its facts or its lock are there."""
    try:
        names = {path.stem for path in folder.iterdir() if path.suffix in (".wav", ".json", ".lock")}
    except OSError:  # there are none yet, or nobody may look
        names = set()
    yield from (path for name in sorted(names) if named(path := folder / f"{name}.wav"))


def _removed(path: Path) -> bool:
    try:
        remove(path)
    except OSError:
        log.warning("a recording could not be deleted", exc_info=True)
        return False
    return True
