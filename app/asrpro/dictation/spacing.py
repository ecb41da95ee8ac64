"""Spaces between what is dictated and what stands beside it, which nobody here can see."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asrpro.settings.tree import Space

_OPENING: Final = frozenset("¿¡\"'#@&*/\\§")
"""Punctuation by its category that stands at the beginning of a word."""
_CLOSING: Final = ("Po", "Pe", "Pf")
"""Categories of what stands close to the word before it."""


def spaced(text: str, space: Space) -> str:
    """The text with a space where it would run into what was dictated before or will be next.

    "after" adds one unless a line break ends it, "before" one unless a line break or a closing punctuation mark
    begins it. What is written without spaces, as Chinese and Japanese are, gets none. A terminal is no exception:
    on a command line a space at the end means nothing, and without one the next words would run into these.
    """
    if not text:
        return text
    if space == "after" and not text[-1].isspace() and not _dense(text[-1]):
        return f"{text} "
    if space == "before" and not text[0].isspace() and not _dense(text[0]) and not _closes(text[0]):
        return f" {text}"
    return text


def _closes(mark: str) -> bool:
    return unicodedata.category(mark) in _CLOSING and mark not in _OPENING


def _dense(mark: str) -> bool:
    """Whether it belongs to a script of full width without spaces between words; Korean has them, and so do emoji."""
    if unicodedata.east_asian_width(mark) not in ("W", "F") or unicodedata.category(mark)[0] not in "LP":
        return False
    return not unicodedata.name(mark, "").startswith("HANGUL")
