"""Makes Segments of what whisper-server answers, none of which is taken on trust."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.whisper_cpp.words import TICK, Token, segment
from asrpro.domain import Detected
from asrpro.domain.timing import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Audio, Segment
    from asrpro.weights import ggml

_BROKEN: Final = "\ufffd"
"""What it writes where a token holds but a part of a letter."""


def language(answer: Any) -> Detected | None:
    """The likeliest language; None where it tells of none."""
    chances = answer.get("language_probabilities") if isinstance(answer, dict) else None
    told = {code: _number(chance, 0.0) for code, chance in chances.items()} if isinstance(chances, dict) else {}
    if not told:
        return None
    code = max(told, key=lambda one: told[one])
    return Detected(code, min(1.0, max(0.0, told[code])))


def segments(answer: Any, window: Audio, sizes: ggml.Sizes, spoken: str, *, words: bool) -> list[Segment]:
    """Those of a window, in order; with their words where these are wanted."""
    found = []
    for one in _list(answer, "segments"):
        text = _text(one, "text")
        ticks = (_ticks(one, "start"), _ticks(one, "end")) if sizes.timed else None
        made = segment(text, list(_tokens(one, text)), ticks, window, spoken if words else None)
        if made:
            found.append(made)
    return list(in_order(found))


def _tokens(one: Any, text: str) -> Iterator[Token]:
    """What a segment is made of; letters that lie in several tokens, which it cannot write, are taken from its text."""
    left, at = _list(one, "words"), 0
    while left:
        count, end = 1, len(text)
        while count < len(left) and _BROKEN in _text(left[0], "word") and _BROKEN in _text(left[count], "word"):
            count += 1
        if _BROKEN not in _text(left[0], "word"):
            end = text.find(_text(left[0], "word"), at) + len(_text(left[0], "word"))
        elif count < len(left):
            end = text.find(_text(left[count], "word"), at)
        chances = [_number(part.get("probability"), 0.0) for part in left[:count]]
        sure = math.prod(max(chance, 0.0) for chance in chances) ** (1 / count)
        yield Token(text[at : max(at, end)].encode(), sure, _ticks(left[0], "start"), _ticks(left[count - 1], "end"))
        at, left = max(at, end), left[count:]


def _ticks(one: Any, name: str) -> int:
    return round(_number(one.get(name), 0.0) / TICK)


def _list(one: Any, name: str) -> list[dict[str, Any]]:
    held = one.get(name) if isinstance(one, dict) else None
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def _text(one: dict[str, Any], name: str) -> str:
    held = one.get(name)
    return held if isinstance(held, str) else ""


def _number(held: Any, otherwise: float) -> float:
    known = isinstance(held, int | float) and not isinstance(held, bool) and math.isfinite(held)
    return float(held) if known else otherwise
