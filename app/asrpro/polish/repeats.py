"""A gate for lines that come again and again, as engines that have lost the thread write them.

People repeat themselves too, so a line may come twice; the third in a row is dropped, and all that follow. Lines of
one or two words, or of fewer than eight letters ("Yes.", "No, no."), may come five times. What was said after a pause
was said again by somebody: engines that have lost the thread write one line close upon the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.domain import Dropped, Segment
from asrpro.i18n import _
from asrpro.polish.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

ALLOWED = 2
ALLOWED_SHORT = 5
"""How often a line may come in a row; also how many Segments before this one need to be remembered."""
PAUSE = 0.1
"""Seconds between two lines of which the second one was spoken for itself."""
WORDS = 3
LETTERS = 8


def drop_repeat(before: Sequence[Segment], segment: Segment) -> Segment | Dropped:
    """The Segment, unless too many of those before it (in order, dropped ones among them) say the same."""
    said = _words(segment.text)
    if not said:
        return segment
    short = len(said) < WORDS or sum(map(len, said)) < LETTERS
    same, start = 0, segment.start
    for other in reversed(before):
        if start - other.end >= PAUSE or _words(other.text) != said:
            break
        same, start = same + 1, other.start
    if same < (ALLOWED_SHORT if short else ALLOWED):
        return segment
    return Dropped(segment, _("The same line came again and again, as happens when an engine has lost the thread."))


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(text))
