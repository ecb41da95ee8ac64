"""A gate for a phrase that is repeated over and over within one Segment ("thank you thank you thank you ...").

A phrase of several words is a loop from its sixth time in a row, a single word from its tenth; figures never are.
Where a loop is nearly all there is, the Segment is dropped; else it keeps the phrase once and the rest is dropped, so
that the sentence before a loop is not lost with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from asrpro.domain import Dropped, Segment
from asrpro.i18n import _
from asrpro.polish.edits import Edit, edit
from asrpro.polish.placing import Clock, place
from asrpro.polish.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMES = 6
TIMES_ONE_WORD = 10
WHOLE = 0.8
"""The share of the words from which a loop is taken for the whole Segment."""


class _Loop(NamedTuple):
    """A run of equal phrases, counted in words."""

    start: int
    period: int
    times: int

    @property
    def end(self) -> int:
        return self.start + self.period * self.times


def drop_loop(segment: Segment) -> list[Segment | Dropped]:
    """The Segment, or it without the loop and the loop, or only the loop."""
    found = tokens(segment.text)
    loop = _find([token.text for token in found])
    if not loop:
        return [segment]
    reason = _("The same words came over and over, as happens when an engine has lost the thread.")
    if loop.end - loop.start >= WHOLE * len(found):
        return [Dropped(segment, reason)]
    start = found[loop.start + loop.period].start
    end = found[loop.end].start if loop.end < len(found) else len(segment.text)
    kept, rest = _cut(segment, start, end)
    return [kept, Dropped(rest, reason)]


def _find(words: Sequence[str]) -> _Loop | None:
    """The loop with the shortest phrase."""
    for period in range(1, len(words) // TIMES + 1):
        least = TIMES if period > 1 else TIMES_ONE_WORD
        start = 0
        for at in range(period, len(words) + 1):
            if at < len(words) and words[at] == words[at - period]:
                continue
            times = (at - start) // period
            if times >= least and any(map(str.isalpha, "".join(words[start : start + period]))):
                return _Loop(start, period, times)
            start = at - period + 1
    return None


def _cut(segment: Segment, start: int, end: int) -> tuple[Segment, Segment]:
    """The Segment without a stretch of its text, and that stretch with its own times and Words."""
    clock, spans = Clock(segment), place(segment.words, segment.text)
    words = tuple(
        word for (first, last), word in zip(spans, segment.words, strict=False) if start <= first and last <= end
    )
    text = segment.text[start:end].strip()
    rest = Segment(text, clock.begins(start), clock.ends(start + len(text)), segment.confidence, words)
    if end < len(segment.text):
        return edit(segment, [Edit(start, end, "")]), rest
    kept = len(segment.text[:start].rstrip())
    return replace(edit(segment, [Edit(kept, end, "")]), end=clock.ends(kept)), rest
