"""Tokens with the times they begin at, made into Words and Segments; and Segments put one after the other."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro.domain.segment import Segment, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TOKEN: Final = 0.4
"""Seconds that the last token of a word lasts at most; its end is not told, and mostly the next one begins before."""
SHORTEST: Final = 0.02
"""Seconds that a word lasts at least, where there is room: none is said in no time, and players skip such a one."""
PAUSE: Final = 1.0
"""Seconds of silence that end a Segment."""
_END: Final = re.compile(r"""[.?!…。？！؟۔।]["'”’»)\]]*$""")


def words(
    text: str, tokens: Sequence[str], starts: Sequence[float], logprobs: Sequence[float], span: tuple[float, float]
) -> tuple[Word, ...]:
    """The text's words, each as long as its tokens.

    The text is that of the tokens with other spaces: some are taken out before marks, and none stands at its ends.

    Args:
        text: what was heard.
        tokens: its pieces, spaces included.
        starts: seconds from the beginning of what was heard to each of them.
        logprobs: how sure each of them is, as a natural logarithm.
        span: seconds from the beginning of the source to the beginning and to the end of what was heard.
    """
    spelled = [number for number, token in enumerate(tokens) for letter in token if not letter.isspace()]
    begin, end = span
    times = [min(begin + start, end) for start in starts]
    found: list[Word] = []
    at = 0
    for word in text.split():
        first, last = spelled[at], spelled[at + len(word) - 1]
        at += len(word)
        over = spelled[at] if at < len(spelled) else len(tokens)
        following = times[over] if over < len(times) else end
        sure = sum(logprobs[first : last + 1]) / (last + 1 - first)
        start = max(times[first], found[-1].end if found else begin)
        stop = max(start, min(following, times[last] + TOKEN))
        found.append(Word(word, round(start, 3), round(stop, 3), round(math.exp(min(sure, 0.0)), 4)))
    return tuple(found)


def segments(words: Sequence[Word], *, with_words: bool) -> Iterator[Segment]:
    """The Segments that words are: sentences, and what lies between long pauses."""
    group: list[Word] = []
    for word in words:
        if group and (_END.search(group[-1].text) or word.start - group[-1].end > PAUSE):
            yield _segment(group, with_words=with_words)
            group = []
        group.append(word)
    if group:
        yield _segment(group, with_words=with_words)


def in_order(found: Iterable[Segment]) -> Iterator[Segment]:
    """The same, of which none begins before the one before it ends; nor do their words.

    What writes times along with the text may go back in them, and words' times are another estimate than segments'.
    """
    reached = 0.0
    for segment in found:
        begun = reached = max(segment.start, reached)
        spoken = []
        for word in segment.words:
            first = max(word.start, reached)
            reached = max(word.end, first)
            spoken.append(replace(word, start=first, end=reached))
        reached = max(segment.end, reached)
        yield replace(segment, start=begun, end=reached, words=tuple(spoken))


def lasting(segment: Segment) -> Segment:
    """The same with Words of 20 ms at least: until the next one begins, else from where the one before it ends.

    Engines that find out afterwards when words were said, as Whisper's do, put some where the next one begins, or
    several at one time; of those only as many get longer as there is room for within the Segment.
    """
    words = list(segment.words)
    for number, word in enumerate(words):
        if word.end - word.start >= SHORTEST:
            continue
        before = words[number - 1].end if number else segment.start
        after = words[number + 1].start if number + 1 < len(words) else segment.end
        end = max(word.end, min(word.start + SHORTEST, after))
        start = min(word.start, max(end - SHORTEST, before))
        words[number] = replace(word, start=round(start, 3), end=round(end, 3))
    return replace(segment, words=tuple(words)) if segment.words else segment


def _segment(words: Sequence[Word], *, with_words: bool) -> Segment:
    return Segment(
        text=" ".join(word.text for word in words),
        start=words[0].start,
        end=words[-1].end,
        confidence=round(sum(word.confidence or 0.0 for word in words) / len(words), 4),
        words=tuple(words) if with_words else (),
    )
