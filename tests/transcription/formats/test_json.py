import json
from math import inf, nan
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Dropped, Options, Segment, Transcript, Word
from asrpro.transcription.formats.json import write as stretches


def write(transcript: Transcript) -> str:
    """The whole file."""
    return "".join(stretches(transcript))


def read(*segments: Segment, dropped: tuple[Dropped, ...] = ()) -> dict[str, Any]:
    """What another program reads."""
    transcript = Transcript(segments, "de", 2.00049, "base", "faster_whisper", "cpu (int8)", Options(), dropped)
    content: dict[str, Any] = json.loads(write(transcript))
    assert write(transcript) == json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    assert all(stretch.endswith("\n") for stretch in stretches(transcript))
    return content


def test_everything_is_there_in_order() -> None:
    words = (Word("Grüß", 0.0004, 0.5, 0.9), Word("Gott.", 0.5, 1.2346))
    content = read(Segment("Grüß Gott.", 0, 1.2346, 0.75, words))
    assert list(content) == ["text", "language", "duration", "model", "backend", "device", "segments"]
    assert content["text"] == "Grüß Gott."
    assert (content["language"], content["duration"]) == ("de", 2.0)
    assert (content["model"], content["backend"], content["device"]) == ("base", "faster_whisper", "cpu (int8)")
    (segment,) = content["segments"]
    assert list(segment) == ["id", "start", "end", "text", "confidence", "words"]
    assert segment == {
        "id": 0, "start": 0.0, "end": 1.235, "text": "Grüß Gott.", "confidence": 0.75,
        "words": [
            {"word": "Grüß", "start": 0.0, "end": 0.5, "confidence": 0.9},
            {"word": "Gott.", "start": 0.5, "end": 1.235, "confidence": None},
        ],
    }  # fmt: skip
    assert list(segment["words"][0]) == ["word", "start", "end", "confidence"]


def test_letters_are_written_as_they_are() -> None:
    transcript = Transcript((Segment("Grüß dich 谢谢", 0, 1),), "de", 1, "m", "b", "d", Options())
    assert "Grüß dich 谢谢" in write(transcript)
    assert write(transcript).endswith("}\n")


def test_what_was_dropped_is_there_only_when_something_was() -> None:
    assert "dropped" not in read()
    content = read(dropped=(Dropped(Segment("Thank you.", 1, 2), "Nobody spoke."),))
    assert list(content)[-1] == "dropped"
    assert content["dropped"] == [{"start": 1.0, "end": 2.0, "text": "Thank you.", "reason": "Nobody spoke."}]
    assert list(content["dropped"][0]) == ["start", "end", "text", "reason"]


def test_numbers_of_numpy_are_plain() -> None:
    segment = Segment("a", np.float32(0.1), np.float32(1.5), np.float32(0.5))  # type: ignore[arg-type]
    (content,) = read(segment)["segments"]
    assert (content["start"], content["end"], content["confidence"]) == (0.1, 1.5, 0.5)


@given(st.floats(), st.floats(), st.none() | st.floats())
def test_no_number_is_without_end(start: float, end: float, confidence: float | None) -> None:
    word = Word("a", start, end, confidence)
    (segment,) = read(Segment("a", start, end, confidence, (word,)))["segments"]
    assert 0 <= segment["start"] <= segment["end"]
    assert segment["words"][0]["end"] == segment["end"]
    known = confidence is not None and confidence not in (inf, -inf) and confidence == confidence  # noqa: PLR0124
    assert segment["confidence"] == (confidence if known else None)


def test_nan_is_not_written() -> None:
    transcript = Transcript((Segment("a", nan, inf, nan),), None, nan, "m", "b", "d", Options())
    assert "NaN" not in write(transcript)
    assert "Infinity" not in write(transcript)
    assert json.loads(write(transcript))["language"] is None
