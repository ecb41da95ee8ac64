"""Where text is best broken, into lines and into subtitles."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len

from asrpro.transcription.formats.pieces import WIDTH

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

_CLOSING = " \"'”’»)]}」』）】"
_SENTENCE = ".?!…。？！؟۔।"
_CLAUSE = ",;:–—，；：、،؛"


def mark_after(text: str) -> float:
    """How good a place the end of this text is for a break: 0.5 after a sentence, 0.3 after a clause, else 0."""
    last = text.rstrip(_CLOSING)[-1:]
    if not last:
        return 0.0
    return 0.5 if last in _SENTENCE else 0.3 if last in _CLAUSE else 0.0


def best_break(texts: Sequence[str], allowed: Container[int]) -> int | None:
    """The index before which to break into two: halves as equal as can be, rather a bit less so after a mark.

    Neither half is more than three quarters of the whole where there is a place near the middle.
    """
    before = [0, *accumulate(map(cell_len, texts))]
    whole = before[-1] or 1

    def cost(at: int) -> float:
        return abs(2 * before[at] - before[-1]) / whole - mark_after(texts[at - 1])

    return min((at for at in range(1, len(texts)) if at in allowed), key=cost, default=None)


def wrap(texts: Sequence[str]) -> str | None:
    """The texts as one line, or as two of about the same length; None when they do not fit into two lines."""
    line = _line(texts)
    if cell_len(line) <= WIDTH:
        return line
    if cell_len(line) > 2 * WIDTH + 1:
        return None
    fitting = {at for at in range(1, len(texts)) if _fits(texts[:at]) and _fits(texts[at:])}
    at = best_break(texts, fitting)
    return None if at is None else f"{_line(texts[:at])}\n{_line(texts[at:])}"


def _fits(texts: Sequence[str]) -> bool:
    return cell_len(_line(texts)) <= WIDTH


def _line(texts: Sequence[str]) -> str:
    return "".join(texts).strip()
