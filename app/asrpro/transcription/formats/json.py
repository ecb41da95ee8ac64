"""Everything that is known of a Transcript, for programs."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from asrpro.transcription.formats.times import milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Dropped, Segment, Transcript, Word


def write(transcript: Transcript) -> Iterator[str]:
    """One JSON object; times are seconds with at most three decimals.

    What gates held back is under `dropped`, which is there only when something was. A confidence that is not
    known is null, and nothing in it is NaN or infinite.
    """
    facts = {
        "text": transcript.text,
        "language": transcript.language,
        "duration": milliseconds(transcript.duration) / 1000,
        "model": transcript.model,
        "backend": transcript.backend,
        "device": transcript.device,
    }
    yield _dumps(facts).removesuffix("\n}") + ",\n"
    segments = (_segment(number, one) for number, one in enumerate(transcript.segments))
    yield from _list("segments", segments, ",\n" if transcript.dropped else "\n}\n")
    if transcript.dropped:
        yield from _list("dropped", map(_dropped, transcript.dropped), "\n}\n")


def _list(name: str, values: Iterator[dict[str, Any]], behind: str) -> Iterator[str]:
    """A list in the object, one value at a time: the json module would have all of it in memory, ten times over."""
    lines, between = f'  "{name}": [', "\n"
    for value in values:
        yield lines + between
        lines, between = "    " + _dumps(value).replace("\n", "\n    "), ",\n"  # a line break in a string is an escape
    yield lines + ("]" if between == "\n" else "\n  ]") + behind


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


def _segment(number: int, segment: Segment) -> dict[str, Any]:
    return {
        "id": number,
        **_times(segment),
        "text": segment.text,
        "confidence": _confidence(segment),
        "words": [{"word": word.text, **_times(word), "confidence": _confidence(word)} for word in segment.words],
    }


def _dropped(dropped: Dropped) -> dict[str, Any]:
    return {**_times(dropped.segment), "text": dropped.segment.text, "reason": dropped.reason}


def _times(spoken: Segment | Word) -> dict[str, float]:
    """Start and end in seconds, the end never before the start."""
    start = milliseconds(spoken.start)
    return {"start": start / 1000, "end": max(start, milliseconds(spoken.end)) / 1000}


def _confidence(spoken: Segment | Word) -> float | None:
    """As a plain number: engines give numpy's, which json does not know."""
    confidence = spoken.confidence
    return None if confidence is None or not math.isfinite(confidence) else float(confidence)
