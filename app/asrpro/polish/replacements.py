"""Whole words replaced by what the user wants to read instead."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from asrpro.polish.capitals import capital
from asrpro.polish.edits import Edit, edit
from asrpro.polish.tokens import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from asrpro.domain import Segment

_BEGINS = re.compile(r"(?:^|\n|[.?!…][\"'”’)\]]*\s)[\s\"'“”„‘«(\[¿¡]*$")
_PAUSES = ",;:"
_ENDS = (".", "?", "!", "…")
_MARKS = ".?!…,;:"


class _Key(NamedTuple):
    """Something to look for, and what to put in its place."""

    pattern: re.Pattern[str]
    text: str


def replacing(replacements: Mapping[str, str]) -> Callable[[Segment], Segment]:
    """A polish that replaces each key, in any case and however it is spaced, by its value exactly as it is written.

    Keys are found as whole words only ("can" is not in "can't", "john" is in "john's") and the longest first; an edge
    of a key that is no letter or digit, as in "c++", may touch anything. What was replaced is not looked at again. A
    value without capitals gets one where the words it replaces began a sentence with theirs. An empty value takes the
    words away, with the space and the punctuation that would be left over.
    """
    written = {" ".join(key.split()): value for key, value in replacements.items() if key.strip()}
    keys = [_Key(_pattern(key), written[key]) for key in sorted(written, key=len, reverse=True)]

    def replace_words(segment: Segment) -> Segment:
        position = 0
        while found := _find(keys, segment.text, position):
            match, value = found
            edits = _swap(match, _cased(value, match)) if value else _removal(match)
            segment = edit(segment, edits)
            grown = sum(len(change.text) - (change.end - change.start) for change in edits)
            position = match.end() + grown if value else edits[0].start
        return segment

    return replace_words


def _pattern(key: str) -> re.Pattern[str]:
    """The key in any case, with any space between its words, accents composed or not."""
    forms = {unicodedata.normalize(form, key) for form in ("NFC", "NFD")} | {key}
    return re.compile("|".join(r"\s+".join(map(re.escape, form.split())) for form in sorted(forms)), re.IGNORECASE)


def _find(keys: list[_Key], text: str, position: int) -> tuple[re.Match[str], str] | None:
    """The first whole-word match of a key from this place on, and the key's value."""
    found = [
        (match.start(), rank, match, key.text)
        for rank, key in enumerate(keys)
        if (match := next(_matches(key.pattern, text, position), None))
    ]
    if not found:
        return None
    _start, _rank, match, value = min(found, key=lambda one: one[:2])
    return match, value


def _matches(pattern: re.Pattern[str], text: str, position: int) -> Iterator[re.Match[str]]:
    """Where the pattern stands as a whole word."""
    return (match for match in pattern.finditer(text, position) if _whole(text, match.start(), match.end()))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on at either end of this stretch."""
    if start > 0 and joined(text[start - 1], text[start]):
        return False
    if end == len(text):
        return True
    # An apostrophe goes on with a word ("can't"), but a name with one and an s is still that name.
    contracted = text[end - 1].isalnum() and re.match(r"['’](?!s\b)\w", text[end:], re.IGNORECASE)
    return not contracted and not joined(text[end - 1], text[end])


def _cased(text: str, match: re.Match[str]) -> str:
    """The value, with a capital where a sentence begins with it and it has none of its own."""
    began = match[0][0].isupper() and _BEGINS.search(match.string[: match.start()])
    return capital(text[0]) + text[1:] if began and text and text == text.lower() else text


def _swap(match: re.Match[str], text: str) -> list[Edit]:
    """Word by word where there are as many as before, so that each keeps its own time; else all at once."""
    said = list(re.finditer(r"\S+", match[0]))
    if len(said) > 1 and text == " ".join(words := text.split()) and len(words) == len(said):
        start = match.start()
        return [Edit(start + old.start(), start + old.end(), new) for old, new in zip(said, words, strict=True)]
    return [Edit(match.start(), match.end(), text)]


def _removal(match: re.Match[str]) -> list[Edit]:
    """Take the words away with what would be left over, and give their capital to the next word."""
    text, start, end = match.string, match.start(), match.end()
    before = text[:start].rstrip(" \t")
    marks = len(text[end:]) - len(text[end:].lstrip(_MARKS))
    if not before or before.endswith("\n"):
        end += marks
        end = len(text) - len(text[end:].lstrip(" \t"))
    elif before[-1] in _PAUSES and text[end : end + 1] in _ENDS:
        start = len(before.rstrip(_PAUSES))
    else:
        start = len(before)
        end += marks if before[-1] in _MARKS else 0
    edits = [Edit(start, end, "")]
    after = len(text) - len(text[end:].lstrip(" \t"))
    if match[0][0].isupper() and _BEGINS.search(text[: match.start()]) and text[after : after + 1].islower():
        edits.append(Edit(after, after + 1, capital(text[after])))
    return edits
