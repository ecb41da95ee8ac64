"""Where the Words of a Segment stand in its text, and when a place in the text was spoken."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.domain import Segment, Word


def place(words: Sequence[Word], text: str) -> list[tuple[int, int]]:
    """Start and end of each Word in the text; empty when there are no Words or one cannot be found in order."""
    spans: list[tuple[int, int]] = []
    position = 0
    for word in words:
        start = text.find(word.text, position) if word.text else -1
        if start < 0:
            return []
        position = start + len(word.text)
        spans.append((start, position))
    return spans


class Clock:
    """Tells when a place in a Segment's text was spoken, in seconds from the beginning of the source.

    It is exact where Words begin and end; between them, and in a Segment without Words, time runs in
    proportion to the letters. It never goes back, whatever the Words say.
    """

    def __init__(self, segment: Segment) -> None:
        spans = place(segment.words, segment.text)
        self.exact = bool(spans)
        """Whether it is made of Words."""
        knots = [
            knot
            for (start, end), word in zip(spans, segment.words, strict=False)
            for knot in ((start, word.start), (end, word.end))
        ] or [(0, segment.start), (len(segment.text), segment.end)]
        self._places: list[int] = []
        self._times: list[float] = []
        for position, time in knots:
            if math.isfinite(time):
                self._places.append(position)
                self._times.append(max(time, self._times[-1]) if self._times else time)

    def begins(self, position: int) -> float:
        """When what stands after this place begins."""
        return self._at(position, bisect_right(self._places, position))

    def ends(self, position: int) -> float:
        """When what stands before this place ends."""
        return self._at(position, bisect_left(self._places, position))

    def _at(self, position: int, after: int) -> float:
        """The time between the knot before `after` and the one at it."""
        if not self._times:
            return 0.0
        if after == 0:
            return self._times[0]
        left, time = self._places[after - 1], self._times[after - 1]
        if after == len(self._times) or position == left:
            return time
        share = (position - left) / (self._places[after] - left)
        return time + share * (self._times[after] - time)
