"""What a recogniser can write, told from its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

STOPS: Final = frozenset(".。．।۔።։")
"""Full stops of the scripts that have one."""
_SPECIAL: Final = ("<", "[")
"""How tokens begin that stand for no text, as in <blk> and [UNK]."""


def letters(tokens: Iterable[str]) -> str:
    """All that the tokens have of text."""
    return "".join(token for token in tokens if len(token) == 1 or not token.startswith(_SPECIAL))


def punctuated(tokens: Iterable[str]) -> bool:
    """Whether there are full stops among them, and capitals beside small letters where their script has such.

    Of no tokens at all nothing is known, and most recognisers write both.
    """
    text = letters(tokens)
    one_case = text in (text.upper(), text.lower()) and text.upper() != text.lower()
    return not text or (not one_case and not STOPS.isdisjoint(text))
