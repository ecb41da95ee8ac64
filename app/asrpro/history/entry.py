"""One past dictation or file Transcript, with everything that is worth knowing about it later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from asrpro.domain.segment import Segment
    from asrpro.domain.step import Dropped
    from asrpro.domain.transcript import Result, Transcript

Kind = Literal["dictation", "file"]
Outcome = Literal["delivered", "copied", "nothing heard", "dropped", "cancelled", "failed", "unfinished"]
"""Copied is what only went to the clipboard. Unfinished is what is being worked on, or was when the program could not
end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the History."""

    created: datetime
    """When the work began; aware, in UTC."""
    kind: Kind
    outcome: Outcome
    source: str = ""
    """Path of the file, or title of the window that was dictated into."""
    heard: str = ""
    """Text as the Engine heard it."""
    delivered: str = ""
    """Text after Polish, as it was handed over, or was to be where the outcome says that it was not."""
    audio: Path | None = None
    """The recording, where there is one."""
    error: str = ""
    """One sentence for people; empty unless something went wrong."""
    language: str | None = None
    """ISO 639-1 code."""
    duration: float = 0.0
    """Seconds of the source."""
    model: str = ""
    """Model id."""
    backend: str = ""
    """Backend name."""
    device: str = ""
    """What really ran it, as in "cpu (int8)"."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Seconds each stage of the work took, as in {"decode": 1.2, "recognise": 30.1}."""
    segments: tuple[Segment, ...] = ()
    """In order of start; from them the Transcript can be exported again."""
    dropped: tuple[Dropped, ...] = ()
    """What gates held back, in order of start."""
    id: int | None = None
    """Number in the History; None before it is stored."""


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of an Entry as a menu shows."""

    id: int
    created: datetime
    kind: Kind
    source: str
    text: str
    """How it begins, after Polish."""


def outcome_of(transcript: Transcript) -> Outcome:
    """What came of recognition that was not disturbed."""
    return "delivered" if transcript.segments else "dropped" if transcript.dropped else "nothing heard"


def entry_from(result: Result, *, created: datetime, kind: Kind, outcome: Outcome) -> Entry:
    """What is remembered of all that recognition found."""
    transcript = result.transcript
    return Entry(
        created=created,
        kind=kind,
        outcome=outcome,
        heard=result.heard,
        delivered=transcript.text,
        language=transcript.language,
        duration=transcript.duration,
        model=transcript.model,
        backend=transcript.backend,
        device=transcript.device,
        stages=result.stages,
        segments=transcript.segments,
        dropped=transcript.dropped,
    )
