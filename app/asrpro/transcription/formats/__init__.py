"""From a Transcript to a file: one module for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from asrpro.domain import Transcript
from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.transcription.formats.json import write as write_json
from asrpro.transcription.formats.srt import write as write_srt
from asrpro.transcription.formats.txt import write as write_txt
from asrpro.transcription.formats.vtt import write as write_vtt

Writer = Callable[[Transcript], Iterator[str]]
"""The file in stretches of whole lines, with line feeds at their ends, to be saved as UTF-8. Hours of speech with the
times of words are megabytes, and many times that while they are made: only a stretch of it is in memory at once."""

FORMATS: Mapping[str, Writer] = MappingProxyType(
    {"txt": write_txt, "json": write_json, "srt": write_srt, "vtt": write_vtt}
)
"""The formats by the suffix of their files."""


def render(transcript: Transcript, name: str) -> Iterator[str]:
    """The Transcript in the format of this name, in stretches of whole lines; raises UsageError when there is none."""
    writer = FORMATS.get(name)
    if writer is None:
        raise UsageError(
            _('There is no format named "{name}".').format(name=name),
            _("Choose one of these: {names}.").format(names=", ".join(FORMATS)),
        )
    return writer(transcript)
