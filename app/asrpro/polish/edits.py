"""Changes to a Segment's text that its Words follow: what every polish is made of.

Text and Words stay one: after an edit a Word's text is what stands in its place, so nobody reads "new line" in the
Words of a text that has a line break there. An edit inside one Word changes that Word; an edit across several joins
them into one, from the first start to the last end and with the least confidence among them; a Word of which nothing
is left goes. Words that cannot be found in the text stay as they were heard.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.domain import Segment, Word
from asrpro.polish.placing import place

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Edit:
    """New text for a stretch of the old; one of no length inserts, and belongs to what stands before it."""

    start: int
    end: int
    text: str

    def touches(self, start: int, end: int) -> bool:
        """Whether it changes something within this stretch."""
        return self.start < end and start < self.end


def edit(segment: Segment, edits: Sequence[Edit]) -> Segment:
    """The Segment with all edits made; they are in order and do not overlap."""
    if not edits:
        return segment
    pieces: list[str] = []
    position = 0
    for change in edits:
        pieces += segment.text[position : change.start], change.text
        position = change.end
    text = "".join([*pieces, segment.text[position:]])
    return replace(segment, text=text, words=_words(segment, edits, text))


def _words(segment: Segment, edits: Sequence[Edit], text: str) -> tuple[Word, ...]:
    """The Words of the edited text."""
    spans = place(segment.words, segment.text)
    if not spans:
        return segment.words
    groups: list[tuple[int, int, list[Word]]] = []
    for (start, end), word in zip(spans, segment.words, strict=True):
        touching = [change for change in edits if change.touches(start, end)]
        first = min([start, *(change.start for change in touching)])
        last = max([end, *(change.end for change in touching)])
        if groups and first < groups[-1][1]:
            before = groups.pop()
            groups.append((min(before[0], first), max(before[1], last), [*before[2], word]))
        else:
            groups.append((first, last, [word]))
    joined = (_join(text[_moved(first, edits) : _moved(last, edits)], words) for first, last, words in groups)
    return tuple(word for word in joined if word.text)


def _moved(position: int, edits: Sequence[Edit]) -> int:
    """Where a place outside of every edit is afterwards."""
    return position + sum(len(change.text) - (change.end - change.start) for change in edits if change.end <= position)


def _join(text: str, words: Sequence[Word]) -> Word:
    """One Word with this text in the place of several."""
    known = [word.confidence for word in words if word.confidence is not None]
    return Word(text.strip(), words[0].start, words[-1].end, min(known) if known else None)
