"""A full stop at the end of a Segment, for Models that write none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asrpro.polish.edits import Edit, edit
from asrpro.polish.tokens import in_word

if TYPE_CHECKING:
    from asrpro.domain import Segment

_LINE = re.compile(r"[^\n]+")
_CLOSING = " \t\"'“”’»›)]}」』）】"
_MARKS = ".?!…:;,–—。．？！：；、，؟۔،؛।॥។៕၊။።፧։՞՜།"
_STOPS = {
    "zh": "。", "yue": "。", "ja": "。", "hi": "।", "bn": "।", "ne": "।", "pa": "।", "as": "।", "ur": "۔", "hy": "։",
    "am": "።", "my": "။", "km": "។", "bo": "།", "th": "", "lo": "",
}  # fmt: skip
"""What ends a sentence, by ISO 639 code; Thai and Lao end it with nothing, all others with a full stop."""


def full_stops(segment: Segment, language: str | None) -> Segment:
    """The Segment with a full stop at the end of each line that has words and no closing mark of its own."""
    stop = _STOPS.get(language or "", ".")
    edits = []
    for line in _LINE.finditer(segment.text):
        said = line[0].rstrip().rstrip(_CLOSING)
        if stop and any(map(in_word, said)) and said[-1] not in _MARKS:
            end = line.start() + len(line[0].rstrip())
            edits.append(Edit(end, end, stop))
    return edit(segment, edits)
