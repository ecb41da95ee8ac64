"""Text as its words: for comparing lines, and for knowing where a word begins and ends in any script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

# Scripts written without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana and Han.
_SPACELESS = (
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as it is compared, and where it stands."""

    text: str
    """In one case and one Unicode form."""
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text without their punctuation; every letter is a word in scripts without spaces."""
    bounds = [at for at in range(1, len(text)) if not joined(text[at - 1], text[at])]
    return tuple(
        Token(unicodedata.normalize("NFKC", text[start:end]).casefold(), start, end)
        for start, end in pairwise([0, *bounds, len(text)])
        if any(map(str.isalnum, text[start:end]))
    )


def joined(left: str, right: str) -> bool:
    """Whether two neighbouring characters are parts of one word."""
    return in_word(left) and in_word(right) and not (spaceless(left) or spaceless(right))


def in_word(character: str) -> bool:
    """Whether words are made of it; so are vowel signs and accents, which re does not count as letters."""
    return (
        character.isalnum()
        or character == "_"
        or character in _JOINERS
        or unicodedata.category(character).startswith("M")
    )


def spaceless(character: str) -> bool:
    """Whether its script has no spaces between words."""
    code = ord(character)
    return code >= _SPACELESS[0][0] and any(first <= code <= last for first, last in _SPACELESS)
