"""Everything that is known of a Transcript, for programs."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from asrpro.transcription.formats.times import milliseconds

if TYPE_CHECKING:
    from asrpro.domain import Dropped, Segment, Transcript, Word


def write(transcript: Transcript) -> str:
    """One JSON object; times are seconds with at most three decimals.

    What gates held back is under `dropped`, which is there only when something was. A confidence that is not
    known is null, and nothing in it is NaN or infinite.
    """
    content: dict[str, Any] = {
        "text": transcript.text,
        "language": transcript.language,
        "duration": milliseconds(transcript.duration) / 1000,
        "model": transcript.model,
        "backend": transcript.backend,
        "device": transcript.device,
        "segments": [_segment(number, segment) for number, segment in enumerate(transcript.segments)],
    }
    if transcript.dropped:
        content["dropped"] = [_dropped(dropped) for dropped in transcript.dropped]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


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
