"""How far two texts are apart, word by word."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

_APOSTROPHES: Final = "'’"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a reference, and what stands in their place; either may be empty."""

    wanted: str
    heard: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text beside its reference."""

    rate: float
    """Words wrong, missing and too many, over the words of the reference: the word error rate, which may exceed 1."""
    differences: tuple[Difference, ...]


def compared(reference: str, text: str) -> Comparison:
    """What is otherwise in a text, whatever its capitals and punctuation marks.

    The alignment is that of the least edits (Levenshtein), by jiwer.
    """
    import jiwer

    wanted, heard = words(reference), words(text)
    if not wanted:
        return Comparison(float(len(heard) > 0), (Difference("", " ".join(heard)),) if heard else ())
    aligned = jiwer.process_words(" ".join(wanted), " ".join(heard))
    differences = tuple(
        Difference(
            " ".join(wanted[part.ref_start_idx : part.ref_end_idx]),
            " ".join(heard[part.hyp_start_idx : part.hyp_end_idx]),
        )
        for part in aligned.alignments[0]
        if part.type != "equal"
    )
    return Comparison(float(aligned.wer), differences)


def words(text: str) -> list[str]:
    """The words of a text in small letters, without what stands around them."""

    def kept(letter: str) -> str:
        return letter if letter in _APOSTROPHES or unicodedata.category(letter)[0] not in "PSZC" else " "

    plain = "".join(map(kept, unicodedata.normalize("NFC", text).casefold()))
    return [word for one in plain.split() if (word := one.strip(_APOSTROPHES))]
