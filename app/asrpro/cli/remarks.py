"""What people are told of a file beside its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.show import clock, lasting
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.transcription.file import FileTranscript


def remarks(name: str, result: FileTranscript) -> Iterator[str]:
    """What may be wrong with it, in sentences."""
    transcript, claimed = result.transcript, result.claimed or 0.0
    if transcript.duration < 0.9 * claimed - 1.0:  # lengths are estimates in some formats
        yield _("{name} should last {claimed}, but has sound for {duration} only. Was it cut off?").format(
            name=name, claimed=clock(claimed), duration=clock(transcript.duration)
        )
    if result.holes:
        text = _("{name} holds nothing for {lost} from {start} on. Is it damaged?")
        if len(result.holes) > 1:
            text = _("{name} holds nothing for {lost} in all, at {start} for the first time. Is it damaged?")
        lost = sum(end - start for start, end in result.holes)
        yield text.format(name=name, lost=lasting(lost), start=clock(result.holes[0][0]))
    if not transcript.segments and not transcript.dropped:
        yield _("No speech was found in {name}.").format(name=name)
