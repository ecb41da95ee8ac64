"""WebVTT: the subtitles of browsers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from asrpro.transcription.formats.cues import cues
from asrpro.transcription.formats.times import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Transcript


def write(transcript: Transcript) -> Iterator[str]:
    """The header and the cues, each followed by a blank line; only the header for silence."""
    yield "WEBVTT\n\n"
    for cue in cues(transcript.segments):
        yield f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n{escape(cue.text, quote=False)}\n\n"
