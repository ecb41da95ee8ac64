"""Capitals for Models that write none: where a line begins, and the English "I"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asrpro.polish.edits import Edit, edit
from asrpro.polish.tokens import tokens

if TYPE_CHECKING:
    from asrpro.domain import Segment

_LINE = re.compile(r"[^\n]+")
_OPENING = " \t\"'“”„‘’«»‹›()[]{}¿¡-–—•*"
# Not the i of "i.e.", "i-beam" or "hawai'i".
_ENGLISH_I = re.compile(r"(?<![\w.'’-])i(?![\w]|[.-]\w)")
_DOTTED = {"tr", "az"}


def capitals(segment: Segment, language: str | None) -> Segment:
    """The Segment with a capital at the beginning of each line, and in English with "I" for "i".

    A first word that has a capital of its own stays ("iPhone"), and so does one in a script without capitals.
    """
    wanted = {at for line in _LINE.finditer(segment.text) if (at := _first_letter(line)) is not None}
    if language == "en":
        wanted |= {found.start() for found in _ENGLISH_I.finditer(segment.text)}
    return edit(segment, [Edit(at, at + 1, capital(segment.text[at], language)) for at in sorted(wanted)])


def capital(letter: str, language: str | None = None) -> str:
    """The letter as it stands at the beginning of a sentence; title case is right where upper case is not (ǆ, ა)."""
    return "İ" if letter == "i" and language in _DOTTED else letter.title()


def _first_letter(line: re.Match[str]) -> int | None:
    """Where in the text the line's first word begins, when that word could do with a capital."""
    found = tokens(line[0])
    if not found or line[0][: found[0].start].strip(_OPENING):
        return None
    word = line[0][found[0].start : found[0].end]
    return None if any(map(str.isupper, word)) else line.start() + found[0].start
