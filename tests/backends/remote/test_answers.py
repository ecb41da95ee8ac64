from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.backends.remote.answers import steps
from asrpro.domain import Audio, Detected, Options, Segment
from asrpro.errors import ServerError, Unsupported
from backends.conftest import check, segments
from backends.remote.conftest import HUM, heard, told

if TYPE_CHECKING:
    from asrpro.domain import Engine
    from fixtures.speech_server import Answer, SpeechServer

PARTS = [
    {"text": " hello", "start": 0.25, "end": 1.0, "avg_logprob": -0.5},
    {"text": " there", "start": 1.0, "end": 1.5, "avg_logprob": 0.0},
]
WORDS = [{"word": "hello", "start": 0.3, "end": 0.9}, {"word": "there", "start": 1.1, "end": 1.4}]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ENTRY = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("text", "word", "start", "end", "avg_logprob", "words"), ANYTHING)
)


def test_text_without_times_is_said_somewhere_in_it(engine: Engine) -> None:
    assert told(segments(heard(engine))) == [("hello there", 5.0, 7.0)]


def test_segments_have_their_times_and_sureness(engine: Engine, said: Answer) -> None:
    said |= {"segments": PARTS}
    found = segments(heard(engine))
    assert told(found) == [("hello", 5.25, 6.0), ("there", 6.0, 6.5)]
    assert [one.confidence for one in found] == [round(math.exp(-0.5), 4), None]


@pytest.mark.parametrize("nested", [False, True])
def test_words_belong_to_their_segment_wherever_they_are_told(
    nested: bool,  # noqa: FBT001
    engine: Engine,
    said: Answer,
) -> None:
    if nested:
        said["segments"] = [part | {"words": [word]} for part, word in zip(PARTS, WORDS, strict=True)]
    else:
        said |= {"segments": PARTS, "words": WORDS}
    found = segments(heard(engine, options=Options(language="en", words=True)))
    assert [(word.text, word.start, word.end) for one in found for word in one.words] == [
        ("hello", 5.3, 5.9), ("there", 6.1, 6.4),
    ]  # fmt: skip
    assert [len(one.words) for one in found] == [1, 1]


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" Kann", "st", " du", "?"], ["Kannst", "du?"]),
        (["Kann", "st", " du"], ["Kannst", "du"]),
        (["kannst", "du"], ["kannst", "du"]),
        ([" Kann", "", "st", " ", " du"], ["Kannst", "du"]),
    ],
)
def test_pieces_of_words_are_joined_where_spaces_tell_which_belong_together(
    pieces: list[str], words: list[str], engine: Engine, said: Answer
) -> None:
    """As whisper-server tells its tokens."""
    told = [{"word": piece, "start": 0.1 * number, "end": 0.1 * number + 0.1} for number, piece in enumerate(pieces)]
    said["segments"] = [{"text": "".join(pieces), "start": 0.0, "end": 1.0, "words": told}]
    (found,) = segments(heard(engine, options=Options(language="en", words=True)))
    assert [word.text for word in found.words] == words
    whole = [number for number, piece in enumerate(pieces) if piece.strip()]
    assert found.words[0].start == 5.0
    assert found.words[-1].end == pytest.approx(5.1 + 0.1 * whole[-1])


def test_words_without_segments_are_one(engine: Engine, said: Answer) -> None:
    said["words"] = WORDS
    (found,) = segments(heard(engine, options=Options(language="en", words=True)))
    assert (found.text, len(found.words)) == ("hello there", 2)


def test_where_no_word_has_a_time_that_is_said(engine: Engine, said: Answer) -> None:
    said["segments"] = PARTS
    with pytest.raises(Unsupported, match=r"whisper-1 at 127\.0\.0\.1:\d+ does not tell the times of words"):
        heard(engine, options=Options(language="en", words=True))
    said["text"] = ""
    said["segments"] = []
    assert segments(heard(engine, options=Options(language="en", words=True))) == []


@pytest.mark.parametrize(
    ("language", "code"),
    [("english", "en"), ("German", "de"), ("en", "en"), ("pt-BR", "pt"), ("Klingon", None), (7, None), ("", None)],
)
def test_the_language_is_told_by_its_code(language: object, code: str | None, engine: Engine, said: Answer) -> None:
    said["language"] = language
    found = [step.language for step in heard(engine, options=Options()) if isinstance(step, Detected)]
    assert found == ([code] if code else [])
    assert not [step for step in heard(engine) if isinstance(step, Detected)]


def test_our_own_way_of_telling_it_comes_first(engine: Engine, said: Answer) -> None:
    said |= {"language": "klingon", "languages": [{"code": "de"}]}
    assert Detected("de", 0.5) in heard(engine, options=Options())
    assert Detected("de", 0.5) not in heard(engine, options=Options(task="translate"))


@pytest.mark.parametrize("wrong", [[], {}, {"text": None}, {"text": 4}, "text", None, {"segments": PARTS}])
def test_what_is_no_answer_is_told(wrong: Any, engine: Engine, server: SpeechServer) -> None:
    server.hear = lambda _asked: wrong
    with pytest.raises(ServerError, match=r"What answers at 127\.0\.0\.1:\d+ is no transcription server"):
        heard(engine)


@given(st.text(max_size=8), st.lists(ENTRY, max_size=4), st.lists(ENTRY, max_size=4), ANYTHING, st.booleans())
def test_whatever_it_says_times_are_inside_and_in_order(
    text: str,
    parts: list[Any],
    words: list[Any],
    language: Any,
    wanted: bool,  # noqa: FBT001
) -> None:
    answer = json.loads(json.dumps({"text": text, "segments": parts, "words": words, "language": language}))
    found = list(steps(answer, HUM, words=wanted, told=False))
    check(found, HUM, Options(words=wanted))
    ends = [HUM.start, *(step.end for step in found if isinstance(step, Segment))]
    starts = [step.start for step in found if isinstance(step, Segment)]
    assert all(end <= start for end, start in zip(ends, starts, strict=False))


def test_long_audio_is_sent_in_pieces(engine: Engine, server: SpeechServer) -> None:
    long = Audio(np.tile(HUM.samples, 160), 0.0)
    found = segments(heard(engine, long))
    assert len(found) == len(server.asked) == 2
    assert max(one.audio.duration for one in server.asked if one.audio) <= 300
    assert sum(len(one.audio.samples) for one in server.asked if one.audio) == len(long.samples)
