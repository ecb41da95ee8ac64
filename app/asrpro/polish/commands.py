"""Spoken "new line" and "new paragraph" become line breaks.

People also say these words without meaning the command ("we need a new line of products"), so it must stand alone.
On each side there has to be one of these:

- the edge of the Segment, or another command;
- punctuation, as Whisper writes it ("Dear Ann, new line, how are you?");
- where Words have times, a pause of a quarter of a second;
- where the Model writes no punctuation and there are no times, any word that does not make the phrase part of a
  sentence: before it no article or the like ("a new line"), after it no "of" or the like.

A pause does not count after an article or before "of" either: people hesitate there. What stands before the command
keeps its punctuation; what trails the command goes with it, and so do dashes around it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from asrpro.polish.edits import Edit, edit
from asrpro.polish.placing import place
from asrpro.polish.tokens import tokens

if TYPE_CHECKING:
    from asrpro.domain import Segment

COMMANDS = {
    "en": {r"new\s?line": "\n", r"new\s+paragraph": "\n\n"},
    "de": {r"neue\s+zeile": "\n", r"neuer\s+absatz": "\n\n"},
}
"""Patterns of what is said and what it becomes, by ISO 639-1 code."""

PAUSE = 0.25
"""Seconds of silence that set a command apart from the words beside it."""

_BEFORE = {
    "a", "an", "the", "this", "that", "another", "each", "every", "any", "some", "no", "one", "my", "your", "his",
    "her", "its", "our", "their", "which", "whose",
    "ein", "eine", "einen", "einem", "einer", "eines", "der", "die", "das", "den", "dem", "des", "kein", "keine",
    "keinen", "keiner", "jede", "jeder", "jeden", "diese", "dieser", "diesen", "mein", "meine", "meinen", "dein",
    "deine", "deinen", "ihr", "ihre", "ihren", "unser", "unsere", "unseren",
}  # fmt: skip
_AFTER = {"of", "character", "characters", "item", "items", "break", "breaks"}
_MARKS = ".?!…:;,–—-"
_CLOSING = "\"'“”’»)]"
_TRAILING = re.compile(r"(?:[.?!…:;,]+(?=\s|$))?(?:\s+[-–—](?=\s|$))?[ \t]*")
_LEADING = re.compile(r"(?:(?<=\s)[-–—])?[ \t]*\Z")


def spoken_commands(segment: Segment, language: str | None, *, punctuated: bool) -> Segment:
    """The Segment with line breaks for the commands of this language, or of every language when it is not known."""
    return edit(
        segment,
        [
            Edit(*_stretch(found, segment.text), _breaks(found[0], language))
            for found in _pattern(language).finditer(segment.text)
            if _starts_free(found, segment, punctuated=punctuated) and _ends_free(found, segment, punctuated=punctuated)
        ],
    )


def _spoken(language: str | None) -> dict[str, str]:
    """Patterns and what they become."""
    known = COMMANDS.values() if language is None else [COMMANDS.get(language, {})]
    return {said: meant for commands in known for said, meant in commands.items()}


@cache
def _pattern(language: str | None) -> re.Pattern[str]:
    """One or more commands in a row."""
    one = f"(?:{'|'.join(_spoken(language)) or '(?!)'})"
    return re.compile(rf"(?<![\w'’\-]){one}(?:[\s.?!…:;,]+{one})*(?![\w'’])", re.IGNORECASE)


def _breaks(said: str, language: str | None) -> str:
    """The line breaks that a row of commands asks for."""
    return "".join(
        meant * len(re.findall(rf"\b{command}\b", said, re.IGNORECASE)) for command, meant in _spoken(language).items()
    )


def _stretch(found: re.Match[str], text: str) -> tuple[int, int]:
    """The command with the spaces, the dashes and the trailing punctuation that go with it."""
    before, after = text[: found.start()], text[found.end() :]
    leading, trailing = _LEADING.search(before), _TRAILING.match(after)
    start = len(before[: leading.start()].rstrip(" \t")) if leading else found.start()
    return start, found.end() + (trailing.end() if trailing else 0)


def _starts_free(found: re.Match[str], segment: Segment, *, punctuated: bool) -> bool:
    """Whether nothing before the command makes it part of a sentence."""
    before = segment.text[: found.start()]
    if before and not before[-1].isspace():
        return False
    said = before.rstrip().rstrip(_CLOSING)
    if not said or said[-1] in _MARKS or before.rstrip(" \t").endswith("\n"):
        return True
    heard = tokens(said)
    return not (heard and heard[-1].text in _BEFORE) and _apart(segment, found.start(), punctuated=punctuated)


def _ends_free(found: re.Match[str], segment: Segment, *, punctuated: bool) -> bool:
    """Whether nothing after the command makes it part of a sentence."""
    after = segment.text[found.end() :]
    trailing = _TRAILING.match(after)
    if not after.strip() or (trailing and trailing[0].strip()):
        return True
    if not after[0].isspace():
        return False
    heard = tokens(after)
    at = found.end() + len(after) - len(after.lstrip())
    return not (heard and heard[0].text in _AFTER) and _apart(segment, at, punctuated=punctuated)


def _apart(segment: Segment, position: int, *, punctuated: bool) -> bool:
    """Whether the word that begins at this place is set apart from the one before it."""
    spans = place(segment.words, segment.text)
    if not spans:
        return not punctuated
    index = next((index for index, (start, _end) in enumerate(spans) if start >= position), 0)
    return index > 0 and segment.words[index].start - segment.words[index - 1].end >= PAUSE
