"""Makes Steps of what a server answers, none of which is taken on trust."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.remote.languages import CODES
from asrpro.domain import Detected, Segment, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asrpro.domain import Audio, Step

_CODE: Final = re.compile(r"[a-z]{2,3}")
_SURE: Final = 0.5
"""How sure a language is that a server tells, for none says how sure it is."""


def steps(answer: Mapping[str, Any], audio: Audio, *, words: bool, told: bool) -> Iterator[Step]:
    """The language, unless it is `told` already, and the Segments: in order, inside the audio, not overlapping."""
    segments = list(_segments(answer, audio, words=words))
    language = _language(answer)
    if segments and language and not told:
        yield Detected(language, _SURE)
    yield from segments


def tells_words(answer: Mapping[str, Any]) -> bool:
    """Whether it has the times of any words."""
    return bool(_words(answer))


def _segments(answer: Mapping[str, Any], audio: Audio, *, words: bool) -> Iterator[Segment]:
    text = answer["text"].strip()
    found = [one for one in _list(answer, "segments") if _text(one, "text")]
    if not text and not found:
        return
    if not found:  # it tells no times; so much is sure
        found = [{"text": text, "start": 0.0, "end": audio.duration}]
    left, reached = _words(answer) if words else [], audio.start
    for number, one in enumerate(found):
        start, end = _times(one, audio, reached)
        mine = left
        if number + 1 < len(found):
            mine = [word for word in left if _middle(word) < _number(found[number + 1].get("start"), math.inf)]
        left = left[len(mine) :]
        said = _said(mine, _text(one, "text"), audio, (start, end)) if words else ()
        if said:
            start, end = said[0].start, max(end, said[-1].end)
        reached = end
        yield Segment(_text(one, "text"), start, end, _sureness(one), said)


def _said(words: Sequence[Mapping[str, Any]], text: str, audio: Audio, times: tuple[float, float]) -> tuple[Word, ...]:
    """The words of a Segment; where the server left them out for this one, all of it as one."""
    made: list[Word] = []
    reached = times[0]
    for word in words:
        start, end = _times(word, audio, reached)
        made.append(Word(_text(word, "word") or _text(word, "text"), start, end))
        reached = end
    return tuple(made) or (Word(text, *times),)


def _words(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All words: OpenAI's beside the segments, whisper.cpp's in them."""
    found = _list(answer, "words")
    for segment in [] if found else _list(answer, "segments"):
        found += _joined(_list(segment, "words"))
    return [word for word in found if _text(word, "word") or _text(word, "text")]


def _joined(pieces: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Whole words of whisper-server's, which are tokens: " Kann", "st"; one that begins no word goes with the last.

    Where none but the first begins with a space, all are words: of OpenAI's, or of a language without spaces.
    """
    if not any(_begins(piece) for piece in pieces[1:]):
        return pieces
    words: list[dict[str, Any]] = []
    for piece in pieces:
        if words and not _begins(piece):
            words[-1] |= {"word": _raw(words[-1]) + _raw(piece), "end": piece.get("end")}
        else:
            words.append(dict(piece))
    return words


def _begins(piece: Mapping[str, Any]) -> bool:
    return _raw(piece)[:1].isspace()


def _raw(piece: Mapping[str, Any]) -> str:
    """What is written of a word, with its spaces."""
    told = (piece.get("word"), piece.get("text"))
    return next((one for one in told if isinstance(one, str) and one.strip()), "")


def _times(one: Mapping[str, Any], audio: Audio, reached: float) -> tuple[float, float]:
    """From when to when, from the beginning of the source; not before what was said before it."""
    start = max(_placed(one.get("start"), audio, 0.0), reached)
    return start, max(_placed(one.get("end"), audio, audio.duration), start)


def _placed(seconds: Any, audio: Audio, otherwise: float) -> float:
    return round(min(audio.start + max(0.0, _number(seconds, otherwise)), audio.end), 3)


def _middle(word: Mapping[str, Any]) -> float:
    start = _number(word.get("start"), 0.0)
    return (start + _number(word.get("end"), start)) / 2


def _sureness(one: Mapping[str, Any]) -> float | None:
    """Out of the mean of logarithms; 0 stands for a server that knows none."""
    mean = _number(one.get("avg_logprob"), 0.0)
    return round(math.exp(mean), 4) if mean < 0 else None


def _language(answer: Mapping[str, Any]) -> str | None:
    """Its code: told as one, or by its name."""
    codes = [one.get("code") for one in _list(answer, "languages")]
    for told in (*codes, answer.get("language")):
        if isinstance(told, str):
            plain = told.strip().lower()
            code = CODES.get(plain, plain.partition("-")[0])
            if _CODE.fullmatch(code):
                return code
    return None


def _list(one: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects in a list; nothing where it is none."""
    held = one.get(name)
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def _text(one: Mapping[str, Any], name: str) -> str:
    held = one.get(name)
    return held.strip() if isinstance(held, str) else ""


def _number(held: Any, otherwise: float) -> float:
    """A number, also one that was written as text; `otherwise` where it is none."""
    try:
        number = float(held) if isinstance(held, int | float | str) and not isinstance(held, bool) else otherwise
    except (ValueError, OverflowError):
        return otherwise
    return number if math.isfinite(number) else otherwise
