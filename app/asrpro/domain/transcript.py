"""The Segments of one source, with language, model and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from asrpro.domain.options import Options
from asrpro.domain.segment import Segment
from asrpro.domain.step import Dropped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that came of one source."""

    segments: tuple[Segment, ...]
    """In order of start."""
    language: str | None
    """ISO 639-1 code; None when nothing was heard and nothing was asked for."""
    duration: float
    """Seconds of the source."""
    model: str
    """Model id."""
    backend: str
    """Backend name."""
    device: str
    """What really ran it, as in "cpu (int8)"; empty where there was no speech to run it on."""
    options: Options
    dropped: tuple[Dropped, ...] = ()
    """What gates held back, in order of start."""

    @property
    def text(self) -> str:
        """All Segments as one text; no space stands beside a line break."""
        return joined(self.segments).strip()


class Result(Protocol):
    """What came of recognition."""

    @property
    def transcript(self) -> Transcript:
        """As polished."""
        ...

    @property
    def heard(self) -> str:
        """The text as the Engine heard it."""
        ...

    @property
    def stages(self) -> Mapping[str, float]:
        """Seconds that each stage took."""
        ...


def joined(segments: Sequence[Segment]) -> str:
    """Segments as one text; no space stands beside a line break, and a line break at the edge stays."""
    pieces: list[str] = []
    for segment in segments:
        if pieces and not pieces[-1].endswith("\n") and not segment.text.startswith("\n"):
            pieces.append(" ")
        pieces.append(segment.text)
    return "".join(pieces).strip(" \t")
