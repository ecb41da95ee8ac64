"""Segments as subtitles that can be read: at most two lines of 42 columns, at most seven seconds.

These limits are those of Netflix's Timed Text Style Guide. A Segment within them is one cue. A longer one is cut
where it pauses for a second, then into halves until all fit, rather after a sentence or a clause than elsewhere.
Without Words nobody knows where it pauses: then it is cut for its length in letters, and for its length in time only
after a mark; what still lasts too long is shown for its first seven seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from asrpro.transcription.formats.lines import best_break, mark_after, wrap
from asrpro.transcription.formats.pieces import Piece, pieces
from asrpro.transcription.formats.times import LATEST, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asrpro.domain import Segment

LONGEST = 7.0
"""Seconds that a cue may last."""
SHORTEST = 5 / 6
"""Seconds that a cue is shown at least, where the next one leaves room."""
PAUSE = 1.0
"""Seconds of silence at which a Segment that is too long is cut."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle."""

    start: int
    """Milliseconds from the beginning of the source."""
    end: int
    """Milliseconds from the beginning of the source; at least one after start."""
    text: str
    """One line or two."""


def cues(segments: Iterable[Segment]) -> list[Cue]:
    """The cues of all Segments, one after the other: none is empty, and none begins before the last has ended."""
    ordered: list[Cue] = []
    for cue in (cue for segment in segments for cue in _cues(segment)):
        start = cue.start
        if ordered and start < ordered[-1].end:
            # The later cue keeps its time and the earlier gives way, unless nothing would be left of it.
            if start > ordered[-1].start:
                ordered[-1] = replace(ordered[-1], end=start)
            start = ordered[-1].end
        end = min(max(cue.end, start + 1), start + milliseconds(LONGEST))
        ordered.append(Cue(start, end, cue.text))
    following = [*(cue.start for cue in ordered[1:]), milliseconds(LATEST)]
    return [_seen(cue, until) for cue, until in zip(ordered, following, strict=False)]


def _seen(cue: Cue, until: int) -> Cue:
    """The cue shown for long enough to be seen, but not after this millisecond."""
    return replace(cue, end=max(cue.end, min(cue.start + milliseconds(SHORTEST), until)))


def _cues(segment: Segment) -> Iterator[Cue]:
    """The cues of one Segment, with their times as they come."""
    found, timed = pieces(segment)
    if not found or not found[0].text:
        return
    text = wrap(_texts(found))
    if text is not None and segment.end - segment.start <= LONGEST:
        yield Cue(milliseconds(segment.start), milliseconds(segment.end), text)
        return
    for stretch in _at_pauses(found) if timed else [found]:
        for group in _groups(stretch, timed=timed):
            yield Cue(milliseconds(group[0].start), milliseconds(group[-1].end), wrap(_texts(group)) or "")


def _texts(found: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in found]


def _at_pauses(found: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The pieces cut where nothing is said for a while."""
    cuts = [at for at, (left, right) in enumerate(pairwise(found), 1) if right.start - left.end >= PAUSE]
    for first, last in pairwise([0, *cuts, len(found)]):
        yield found[first:last]


def _groups(found: Sequence[Piece], *, timed: bool) -> Iterator[Sequence[Piece]]:
    """The pieces in groups that fit into a cue each."""
    texts = _texts(found)
    fits = wrap(texts) is not None
    allowed = (
        range(1, len(texts)) if timed or not fits else [at for at in range(1, len(texts)) if mark_after(texts[at - 1])]
    )
    short = found[-1].end - found[0].start <= LONGEST
    at = None if fits and short else best_break(texts, allowed)
    if at is None:
        yield found
        return
    yield from _groups(found[:at], timed=timed)
    yield from _groups(found[at:], timed=timed)
