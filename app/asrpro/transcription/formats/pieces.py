"""A Segment in the pieces that a subtitle may be broken between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from asrpro.polish.placing import Clock
from asrpro.polish.tokens import spaceless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Segment

WIDTH = 42
"""Columns of a line, of which a Chinese, Japanese or Korean letter takes two."""

# Controls that are not spaces, and letters that never stand at the beginning of a line.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_CLINGING = "。、，．・：；？！ー々」』）】〕》〉”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)]}\"'"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word with the space after it, or in scripts without spaces a letter with the marks that cling to it."""

    text: str
    start: float
    """Seconds from the beginning of the source."""
    end: float


def plain(text: str) -> str:
    """The text on one line with single spaces; empty when there is nothing to see."""
    line = " ".join(_CONTROLS.sub("", text).split())
    return line if any(letter.isprintable() and letter != " " for letter in line) else ""


def pieces(segment: Segment) -> tuple[list[Piece], bool]:
    """The pieces of a Segment's plain text, none wider than a line, and whether Words gave them their times.

    Without Words the time of the Segment is shared out in proportion to the letters.
    """
    line = plain(segment.text)
    words = tuple(replace(word, text=plain(word.text)) for word in segment.words)
    clock = Clock(replace(segment, text=line, words=words))
    bounds = [0, *(at for at in range(1, len(line)) if _breakable(line[at - 1], line[at])), len(line)]
    found = [
        Piece(line[start:end], clock.begins(start), clock.ends(start + len(line[start:end].rstrip())))
        for first, last in pairwise(bounds)
        for start, end in _narrow(line, first, last)
    ]
    return found, clock.exact


def _breakable(left: str, right: str) -> bool:
    """Whether a line may end between two neighbouring letters."""
    if left == " ":
        return True
    return right != " " and right not in _CLINGING and right.isalnum() and (spaceless(left) or spaceless(right))


def _narrow(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch itself, cut where it is wider than a line."""
    for at in range(start + 1, end):
        if cell_len(line[start : at + 1].rstrip()) > WIDTH:
            yield start, at
            start = at
    yield start, end
