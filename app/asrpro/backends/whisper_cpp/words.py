"""The words and times of what whisper.cpp has heard, out of the tokens that it tells of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro.domain import Segment, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.domain import Audio

UNSPACED: Final = frozenset(("zh", "ja", "th", "lo", "my", "yue"))
"""Languages that write no spaces between words; each character counts as one."""
TICK: Final = 0.01
"""Seconds that whisper.cpp counts times in."""
WINDOW: Final = 30
"""Seconds that Whisper's encoder works on at once."""
CONTEXT: Final = 16_384
"""Tokens of the prompt that are looked at, at most: all of them; whisper.cpp itself leaves the decoder its room."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word."""

    bytes: bytes
    sureness: float
    """0.0 to 1.0."""
    start: int
    end: int
    """Ticks; both -1 when no times of words were asked for."""


def segment(
    text: str, tokens: Sequence[Token], ticks: tuple[int, int] | None, window: Audio, worded: str | None
) -> Segment | None:
    """What was said from tick to tick, or where no times are told in all of a window; None when that is nothing.

    With the language, where the times of words are wanted.
    """
    if not text.strip() or not tokens:
        return None
    start, end = (seconds(window, tick) for tick in ticks) if ticks else (window.start, window.end)
    found = words(tokens, window, spaced=worded not in UNSPACED) if worded is not None else ()
    times = [start, end, *((found[0].start, found[-1].end) if found else ())]
    return Segment(text.strip(), min(times), max(times), sureness(tokens), found)


def seconds(window: Audio, ticks: int) -> float:
    """Seconds from the beginning of the source; what whisper.cpp tells may run past the window's end."""
    return round(min(window.start + max(0, ticks) * TICK, window.end), 3)


def sureness(tokens: Sequence[Token]) -> float:
    """Their geometric mean, as whisper.cpp's own programs tell it."""
    logs = [math.log(max(token.sureness, 1e-9)) for token in tokens]
    return round(min(1.0, math.exp(sum(logs) / len(logs))), 4)


def words(tokens: Sequence[Token], window: Audio, *, spaced: bool) -> tuple[Word, ...]:
    """The words that tokens are pieces of; one begins with a space, or with each character where none are written."""
    groups: list[list[Token]] = []
    for token in tokens:
        begins = token.bytes.startswith(b" ") if spaced else _is_whole(groups[-1]) if groups else True
        if begins or not groups:
            groups.append([])
        groups[-1].append(token)
    made: list[Word] = []
    for group in groups:
        text = b"".join(token.bytes for token in group).decode("utf-8", "replace").strip()
        if text:
            # Each token's times are an estimate of its own: neighbours' may cross by a little.
            start = max(seconds(window, group[0].start), made[-1].end if made else 0.0)
            made.append(Word(text, start, max(start, seconds(window, group[-1].end)), sureness(group)))
    return tuple(made)


def _is_whole(group: Sequence[Token]) -> bool:
    """Whether no character of it goes on in the next token."""
    try:
        b"".join(token.bytes for token in group).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
