"""SubRip: numbered subtitles that every player knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asrpro.transcription.formats.cues import cues
from asrpro.transcription.formats.times import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Transcript

# SubRip cannot escape the arrow of its own time lines.
_ARROW = re.compile(r"-[ -] *>")


def write(transcript: Transcript) -> Iterator[str]:
    """The cues with their numbers, each followed by a blank line; nothing for silence."""
    return (
        f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{_ARROW.sub('→', cue.text)}\n\n"
        for number, cue in enumerate(cues(transcript.segments), 1)
    )
