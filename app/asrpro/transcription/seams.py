"""What was heard across a window of packed Utterances, put back to where it was said.

An Engine does not know of the seams, so its Segments may cross them. Where the silence that was cut out there is
short, a Segment just spans it, as if nothing had been cut. Where it is long a subtitle would stand for minutes: there
a Segment becomes one for each side, cut where its Words say, else at the end of a sentence; where neither helps, all
of it goes to the side where most of it was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from asrpro.polish.placing import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.domain import Segment, Word

PAUSE = 2.0
"""Seconds of silence that a Segment may span: people pause in a sentence, but no subtitle stands for long."""
SLACK = 0.4
"""Seconds of an Utterance that a Segment must cover to have been said there, too: an Engine may put an end or a
beginning anywhere within the silence around a seam, a part of which is the Utterance's own margin."""
NEAR = 0.2
"""How far, as a share of the text, the end of a sentence may lie from where time says that the text is to be cut."""

_SENTENCE = re.compile(r"[.?!…؟۔।][\"'”’»)\]]*\s+|[。？！][”」』）]*(?!$)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an Utterance lies in the window and in the source."""

    begin: float
    """Seconds from the beginning of the window."""
    end: float
    """Seconds from the beginning of the window."""
    start: float
    """Seconds from the beginning of the source."""

    @property
    def over(self) -> float:
        """Seconds from the beginning of the source to its end."""
        return self.start + self.end - self.begin

    def source(self, seconds: float) -> float:
        """A time of the window as one of the source, inside of this Utterance."""
        return round(self.start + min(max(seconds, self.begin), self.end) - self.begin, 3)

    def covered(self, timed: Segment | Word) -> float:
        """Seconds of it that a Segment or Word covers; negative where they lie apart."""
        return min(timed.end, self.end) - max(timed.start, self.begin)


def restored(segment: Segment, places: Sequence[Place]) -> list[Segment]:
    """A Segment of the window as Segments of the source, in order; places are those of all Utterances."""
    return _at_words(segment, places) or _at_sentences(segment, places)


def _at_words(segment: Segment, places: Sequence[Place]) -> list[Segment]:
    """Cut where Words say; empty when there are none, or they do not stand in the text."""
    spans = place(segment.words, segment.text)
    if not spans:
        return []
    homes = [_home(word, places) for word in segment.words]
    words = _moved(segment.words, homes)
    cuts = [at for at in range(1, len(words)) if _apart(homes[at - 1], homes[at])]
    bounds = [0, *(spans[at][0] for at in cuts), len(segment.text)]
    return [
        replace(segment, text=segment.text[begin:end].strip(), start=group[0].start, end=group[-1].end, words=group)
        for (begin, end), group in zip(
            pairwise(bounds), (words[first:last] for first, last in pairwise([0, *cuts, len(words)])), strict=True
        )
    ]


def _at_sentences(segment: Segment, places: Sequence[Place]) -> list[Segment]:
    """Cut at the ends of sentences."""
    said = [one for one in places if one.covered(segment) >= SLACK] or [_home(segment, places)]
    cuts = [at for at in range(1, len(said)) if _apart(said[at - 1], said[at])]
    groups = [said[first:last] for first, last in pairwise([0, *cuts, len(said)])]
    shares = [sum(one.covered(segment) for one in group) for group in groups]
    texts = _sentences(segment.text, shares)
    if not texts:
        groups, texts = [groups[shares.index(max(shares))]], [segment.text]
    homes = [_home(word, places) for word in segment.words]
    words = _moved(segment.words, homes)
    return [
        replace(
            segment,
            text=text,
            start=group[0].source(segment.start),
            end=group[-1].source(segment.end),
            words=tuple(word for word, home in zip(words, homes, strict=True) if home in group),
        )
        for text, group in zip(texts, groups, strict=True)
    ]


def _home(timed: Segment | Word, places: Sequence[Place]) -> Place:
    """The Utterance where most of it was said; the first of equal ones, and the last of all for what lies behind it."""
    return max(places, key=lambda one: one.covered(timed))


def _apart(left: Place, right: Place) -> bool:
    """Whether the silence between two Utterances is a long one."""
    return right.start - left.over > PAUSE


def _moved(words: Sequence[Word], homes: Sequence[Place]) -> tuple[Word, ...]:
    """The Words with the times of the source, each inside one Utterance."""
    return tuple(
        replace(word, start=home.source(word.start), end=home.source(word.end))
        for word, home in zip(words, homes, strict=True)
    )


def _sentences(text: str, shares: Sequence[float]) -> list[str]:
    """The text in as many pieces, cut at ends of sentences near these shares of it; empty when they are not near."""
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    cuts, said = [0], 0.0
    for share in shares[:-1]:
        said += share
        wanted = said / sum(shares) * len(text)
        nearest = min((end for end in ends if end > cuts[-1]), key=lambda end: abs(end - wanted), default=None)
        if nearest is None or abs(nearest - wanted) > NEAR * len(text):
            return []
        cuts.append(nearest)
    return [text[begin:end].strip() for begin, end in pairwise([*cuts, len(text)])]
