"""Plain text: what was said, to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Segment, Transcript


def write(transcript: Transcript) -> Iterator[str]:
    """One line for each Segment, and an empty one where a new paragraph was spoken; nothing for silence."""
    return map(line, transcript.segments)


def line(segment: Segment) -> str:
    """What a Segment adds: its text on a line of its own. A new line that was spoken is there without more."""
    if segment.text == "\n":
        return ""
    return segment.text.removeprefix("\n").removesuffix("\n") + "\n"
