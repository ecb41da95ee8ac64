"""One dictation's sound on disk, with what is needed to finish it later, and whose it is at the moment.

There are three files of one name: the WAV; a JSON with the facts, which is missing or damaged at worst; and a lock,
which the program that works on it holds, and loses with its death.
"""

from __future__ import annotations

import json
import logging
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from asrpro.dictation import pcm
from asrpro.settings import disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import BaseFileLock

log = logging.getLogger(__name__)

State = Literal["recording", "done", "cancelled", "failed"]
"""What has become of it; recording is what nobody has decided about, be it at work or interrupted."""

_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-\d+)?")
_NAMED = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is needed to finish a dictation later."""

    created: datetime
    """When it began; aware, in UTC."""
    model: str = ""
    """Model id."""
    language: str | None = None
    """ISO 639-1 code of what is spoken; None where the Model was to find out."""
    source: str = ""
    """Title of the window that was dictated into."""
    state: State = "recording"


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of one dictation, and its facts."""

    path: Path
    """The WAV."""
    facts: Facts

    @property
    def duration(self) -> float:
        """Seconds of whole samples; none where there is no file."""
        return _sound(self.path) / pcm.BYTE_RATE


def name(moment: datetime) -> str:
    """What a recording of that moment is called, without suffix."""
    return f"{moment:{_NAMED}}"


def named(path: Path) -> datetime | None:
    """When the recording of that name began, to the second; None where no recording is called so."""
    found = _NAME.fullmatch(path.stem)
    with suppress(ValueError):
        return datetime.strptime(found[1] if found else "", _NAMED).replace(tzinfo=UTC)
    return None


def facts_file(path: Path) -> Path:
    """Where the facts of this WAV are."""
    return path.with_suffix(".json")


def lock_file(path: Path) -> Path:
    """What is locked by whoever works on this WAV."""
    return path.with_suffix(".lock")


def lock(path: Path) -> BaseFileLock:
    """The lock of this WAV, to be released by any thread."""
    # Imported here: most commands meet no recording.
    from filelock import FileLock

    return FileLock(lock_file(path), mode=0o600, thread_local=False, blocking=False)


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Keep every other program off a recording meanwhile; whether nobody else had it, and it can be had."""
    own = lock(path)
    try:
        own.acquire()
    except OSError:  # among them Timeout, which is to say that somebody has it
        yield False
        return
    try:
        yield True
    finally:
        release(own, path)


def release(own: BaseFileLock, path: Path) -> None:
    """Let go of a recording; of one that was removed the lock goes too."""
    over = not path.exists() and not facts_file(path).exists()
    # While it is held, so that nobody locks a file that is about to go; Windows removes nothing that is open.
    left = over and not _removed(lock_file(path))
    own.release()
    if left:
        _removed(lock_file(path))


def read(path: Path) -> Recording:
    """The recording of this WAV; what its facts do not tell, because they are damaged or gone, its name does.

    Raises:
        ValueError: no recording is called so.
    """
    found: Any = {}
    with suppress(OSError, ValueError):
        found = json.loads(facts_file(path).read_bytes())
    told = found if isinstance(found, dict) else {}
    created = _moment(told.get("created")) or named(path)
    if created is None:
        raise ValueError(path.name)
    texts = {key: text for key in ("model", "language", "source") if isinstance(text := told.get(key), str)}
    state: State = told["state"] if told.get("state") in get_args(State) else "recording"
    return Recording(path, Facts(created=created, state=state, **texts))


def store(recording: Recording) -> None:
    """Write the facts beside the WAV, whole or not at all, and down to the disk. Raises OSError."""
    text = json.dumps(asdict(recording.facts) | {"created": recording.facts.created.isoformat()}, indent=1)
    disk.store(facts_file(recording.path), text.encode())


def settle(recording: Recording, state: State, *, keep: bool) -> None:
    """Write down what has become of it, or remove it where it need not be kept; to be called by who holds it."""
    try:
        if keep:
            store(replace(recording, facts=replace(recording.facts, state=state)))
        else:
            remove(recording.path)
    except OSError:
        # At worst it is offered for recovery once more.
        log.warning("what has become of a recording could not be written down", exc_info=True)


def remove(path: Path) -> None:
    """Delete a recording; to be called by who holds it. Raises OSError."""
    path.unlink(missing_ok=True)
    facts = facts_file(path)
    for file in (facts, facts.with_name(f"{facts.name}.new")):  # the latter of a program that died while it wrote
        file.unlink(missing_ok=True)


def mend(path: Path) -> bool:
    """Let the header of an interrupted WAV say what there is, without half a sample; whether there is any sound."""
    sound = _sound(path)
    if not sound:
        return False
    whole, size = pcm.header(sound), pcm.HEADER + sound
    try:
        with path.open("r+b") as file:
            if file.read(pcm.HEADER) != whole:
                file.seek(0)
                file.write(whole)
            if file.seek(0, os.SEEK_END) != size:
                file.truncate(size)
    except OSError:
        log.warning("a recording could not be mended", exc_info=True)
    return True


def _sound(path: Path) -> int:
    """Bytes of whole samples."""
    try:
        size = path.stat().st_size - pcm.HEADER
    except FileNotFoundError:
        return 0
    return max(0, size - size % pcm.WIDTH)


def _moment(told: object) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    return None


def _removed(file: Path) -> bool:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return False
    return True
