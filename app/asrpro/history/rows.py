"""An Entry as a row of the table, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from asrpro.domain.segment import Segment, Word
from asrpro.domain.step import Dropped
from asrpro.history.entry import Entry, Glance, Kind, Outcome
from asrpro.history.faults import Damage

_COLUMNS = (
    "id", "created", "kind", "outcome", "source", "audio", "error", "language", "duration",
    "model", "backend", "device", "stages", "heard", "delivered", "dropped", "segments",
)  # fmt: skip
INSERT = f"INSERT INTO entries ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
SELECT = f"SELECT {', '.join(_COLUMNS)} FROM entries"  # noqa: S608
GLANCE = """
    SELECT id, created, kind, source, substr(delivered, 1, ?) FROM entries
    WHERE length(delivered) > 0 AND outcome != 'unfinished' ORDER BY created DESC, id DESC LIMIT ?
"""
RECORDED = """
    SELECT audio, outcome FROM entries WHERE kind = 'dictation' AND audio IS NOT NULL
    ORDER BY id DESC LIMIT ?
"""
UPDATE = """
    UPDATE entries SET outcome = :outcome, error = :error, language = :language, duration = :duration,
                       device = :device, stages = :stages, heard = :heard, delivered = :delivered,
                       dropped = :dropped, segments = :segments
    WHERE id = :id AND created = :created AND kind = :kind AND source = :source AND audio IS :audio
          AND model = :model AND backend = :backend
"""
"""For work that goes on: what it is does not change, and tells whether the row is still that of this work."""

Row = tuple[Any, ...]


def instant(moment: datetime) -> str:
    """A moment in UTC as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def row(entry: Entry) -> Row:
    """The values of INSERT."""
    values = (
        instant(entry.created), entry.kind, entry.outcome, entry.source,
        None if entry.audio is None else str(entry.audio),
        entry.error, entry.language, entry.duration, entry.model, entry.backend, entry.device,
        _pack(dict(entry.stages)), entry.heard, entry.delivered,
        _pack([[drop.reason, *_list(drop.segment)] for drop in entry.dropped]),
        _pack([_list(segment) for segment in entry.segments]),
    )  # fmt: skip
    return entry.id, *(stored(value) if isinstance(value, str) else value for value in values)


def named(entry: Entry) -> dict[str, Any]:
    """The values of UPDATE."""
    return dict(zip(_COLUMNS, row(entry), strict=True))


def entry(values: Row) -> Entry:
    """The Entry of a row of SELECT, whose texts are bytes.

    Raises:
        Damage: the values are none that were ever written.
    """
    try:
        return _entry([read(value) if isinstance(value, bytes) else value for value in values])
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Damage from error


def glance(values: Row) -> Glance:
    """The Glance of a row of GLANCE, whose texts are bytes.

    Raises:
        Damage: the values are none that were ever written.
    """
    try:
        number, created, kind, source, text = (read(value) if isinstance(value, bytes) else value for value in values)
        return Glance(int(number), datetime.fromisoformat(created), cast("Kind", kind), str(source), str(text))
    except (ValueError, TypeError) as error:
        raise Damage from error


def recorded(values: Row) -> tuple[Path, Outcome]:
    """The recording and the outcome of a row of RECORDED, whose texts are bytes.

    Raises:
        Damage: the values are none that were ever written.
    """
    try:
        audio, outcome = map(read, values)
        return Path(audio), cast("Outcome", outcome)
    except (ValueError, AttributeError) as error:
        raise Damage from error


def read(stored: bytes) -> str:
    """Text as it was given; bytes that the disk spoilt become replacement characters."""
    try:
        return stored.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return stored.decode("utf-8", "replace")


def stored(text: str) -> str | bytes:
    """Text as the file holds it."""
    # A file name need not be Unicode; Python then holds lone surrogates, which SQLite takes as bytes only.
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _entry(values: list[Any]) -> Entry:
    (
        number, created, kind, outcome, source, audio, error, language, duration,
        model, backend, device, stages, heard, delivered, dropped, segments,
    ) = values  # fmt: skip
    if not all(
        isinstance(text, str) for text in (kind, outcome, source, error, model, backend, device, heard, delivered)
    ):
        raise TypeError
    return Entry(
        id=number,
        created=datetime.fromisoformat(created),
        kind=cast("Kind", kind),
        outcome=cast("Outcome", outcome),
        source=source,
        audio=None if audio is None else Path(audio),
        error=error,
        language=language,
        duration=float(duration),
        model=model,
        backend=backend,
        device=device,
        stages=dict(json.loads(stages)),
        heard=heard,
        delivered=delivered,
        dropped=tuple(Dropped(_segment(rest), reason) for reason, *rest in json.loads(dropped)),
        segments=tuple(map(_segment, json.loads(segments))),
    )


def _pack(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _list(segment: Segment) -> list[Any]:
    """Lists without names take half the room of objects, which counts for word times of long files."""
    words = [[word.text, word.start, word.end, word.confidence] for word in segment.words]
    return [segment.text, segment.start, segment.end, segment.confidence, words]


def _segment(values: list[Any]) -> Segment:
    text, start, end, confidence, words = values
    return Segment(text, start, end, confidence, tuple(Word(*word) for word in words))
