from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment, Word
from asrpro.domain.timing import SHORTEST, TOKEN, in_order, lasting, segments, words

SPACES = re.compile(r"\A\s|\s\B|(\s)\b")
"""Which spaces of its tokens onnx-asr leaves out."""


def text_of(tokens: list[str]) -> str:
    return re.sub(SPACES, lambda found: " " if found[1] else "", "".join(tokens))


def said(tokens: list[str], *starts: float, end: float = 100.0) -> tuple[Word, ...]:
    return words(text_of(tokens), tokens, starts, [math.log(0.5)] * len(tokens), (10.0, 10.0 + end))


def test_a_word_is_all_of_its_tokens_and_lasts_until_the_next_one() -> None:
    assert said([" Good", " mor", "ning", ",", " you", "."], 0.0, 0.2, 0.4, 0.5, 0.6, 5.0) == (
        Word("Good", 10.0, 10.2, 0.5),
        Word("morning,", 10.2, 10.6, 0.5),
        Word("you.", 10.6, 15.0 + TOKEN, 0.5),
    )


def test_no_token_lasts_for_long_and_none_beyond_the_audio() -> None:
    assert [(word.start, word.end) for word in said([" one", " two"], 1.0, 4.0, end=4.1)] == [
        (11.0, 11.4),
        (14.0, 14.1),
    ]


def test_spaces_may_be_tokens_and_within_them() -> None:
    assert [word.text for word in said([" ", "a", " ", "b c", " "], 0.0, 0.1, 0.2, 0.3, 0.4)] == ["a", "b", "c"]
    assert said([" ", "a", " ", "b"], 0.0, 0.1, 0.2, 0.3)[1].start == 10.3


def test_what_is_surely_heard_is_no_more_than_certain() -> None:
    assert [word.confidence for word in words("a b", [" a", " b"], [0, 1], [0.3, -50.0], (0, 9))] == [1.0, 0.0]


@given(
    st.lists(st.tuples(st.sampled_from([" a", "b", ".", " ", " ,", "ß", " 日本", "\u00a0x", ""]), st.floats(0, 3))),
    st.floats(0, 20),
)
def test_words_are_those_of_the_text_in_order_within_the_audio(drawn: list[tuple[str, float]], end: float) -> None:
    tokens = [token for token, _pause in drawn]
    starts = [sum(pause for _token, pause in drawn[: number + 1]) for number in range(len(drawn))]
    found = said(tokens, *starts, end=end)
    assert [word.text for word in found] == text_of(tokens).split()
    reached = 10.0
    for word in found:
        assert reached <= word.start <= word.end <= 10.0 + end + 0.0006
        reached = word.end
    parts = list(segments(found, with_words=True))
    assert [word for part in parts for word in part.words] == list(found)
    assert " ".join(part.text for part in parts) == " ".join(text_of(tokens).split())
    assert all((part.start, part.end) == (part.words[0].start, part.words[-1].end) for part in parts)


@pytest.mark.parametrize(
    ("pause", "parts"), [(0.5, ["One two.", "Three", "four"]), (1.5, ["One", "two.", "Three", "four"])]
)
def test_sentences_and_long_pauses_part_segments(pause: float, parts: list[str]) -> None:
    spoken = [Word("One", 0, 1, 0.5), Word("two.", 1 + pause, 3, 0.7), Word("Three", 3, 4), Word("four", 5.5, 6)]
    found = list(segments(spoken, with_words=False))
    assert [part.text for part in found] == parts
    assert all(part.words == () for part in found)
    if pause < 1:
        assert found[0].confidence == 0.6


TIMES = st.tuples(st.floats(0, 20), st.floats(0, 20)).map(sorted)


@given(st.lists(st.tuples(TIMES, st.lists(TIMES))))
def test_segments_and_their_words_are_put_one_after_the_other(
    drawn: list[tuple[list[float], list[list[float]]]],
) -> None:
    given_out = [Segment("said", *times, words=tuple(Word("said", *span) for span in spans)) for times, spans in drawn]
    found, reached = list(in_order(given_out)), 0.0
    for segment in found:
        assert reached <= segment.start <= segment.end <= 20.0
        reached = segment.start
        for word in segment.words:
            assert reached <= word.start <= word.end <= segment.end
            reached = word.end
        reached = segment.end
    assert [(one.text, len(one.words)) for one in found] == [(one.text, len(one.words)) for one in given_out]
    assert list(in_order(found)) == found


def test_what_is_in_order_stays_as_it_is() -> None:
    spoken = [Segment("One", 0.5, 1.0, 0.5, (Word("One", 0.6, 0.9, 0.5),)), Segment("two.", 1.0, 1.0)]
    assert list(in_order(iter(spoken))) == spoken


def spans(segment: Segment) -> list[tuple[float, float]]:
    return [(word.start, word.end) for word in segment.words]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([(1.0, 1.0), (1.5, 2.0)], [(1.0, 1.02), (1.5, 2.0)]),
        ([(1.0, 1.0), (1.01, 2.0)], [(0.99, 1.01), (1.01, 2.0)]),
        ([(0.5, 1.0), (1.0, 1.0), (1.0, 2.0)], [(0.5, 1.0), (1.0, 1.0), (1.0, 2.0)]),  # where there is no room
        ([(0.5, 2.9), (3.0, 3.0)], [(0.5, 2.9), (2.98, 3.0)]),  # the Segment ends there
        ([(0.5, 0.505), (2.0, 2.03)], [(0.5, 0.52), (2.0, 2.03)]),
        ([], []),
    ],
)
def test_a_word_lasts_as_long_as_the_next_one_allows(
    given: list[tuple[float, float]], wanted: list[tuple[float, float]]
) -> None:
    said = Segment("said", 0.5, 3.0, words=tuple(Word("said", *span, 0.5) for span in given))
    assert spans(lasting(said)) == wanted
    assert [word.confidence for word in lasting(said).words] == [0.5] * len(given)


@given(st.lists(st.tuples(TIMES, st.lists(TIMES))))
def test_no_word_that_lasts_longer_comes_upon_another(drawn: list[tuple[list[float], list[list[float]]]]) -> None:
    given_out = [Segment("said", *times, words=tuple(Word("said", *span) for span in spans)) for times, spans in drawn]
    for segment in in_order(given_out):
        found, reached = spans(lasting(segment)), segment.start - 0.001  # thousandths are what is told
        for (start, end), (began, ended) in zip(found, spans(segment), strict=True):
            assert reached <= start + 0.001
            assert start <= end <= segment.end + 0.001
            assert end - start >= min(ended - began, SHORTEST) - 0.001
            reached = end
