from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment, Word
from asrpro.transcription.seams import PAUSE, Place, restored

FAR = [Place(0.0, 3.0, 10.0), Place(3.0, 6.0, 100.0), Place(6.0, 8.0, 200.0)]
"""Three Utterances, minutes apart."""
NEAR = [Place(0.0, 3.0, 10.0), Place(3.0, 6.0, 14.0)]
"""Two with a breath between."""


def spoken(line: str, *times: tuple[float, float]) -> Segment:
    """A Segment with these Words, one for each time."""
    words = tuple(Word(text, *time, 0.5) for text, time in zip(line.split(), times, strict=True))
    return Segment(line, times[0][0], times[-1][1], 0.9, words)


def shown(found: list[Segment]) -> list[tuple[str, float, float]]:
    return [(one.text, one.start, one.end) for one in found]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.0, 3.0, (10.0, 13.0)),
        (0.2, 2.8, (10.2, 12.8)),
        (3.0, 6.0, (100.0, 103.0)),
        (6.5, 99.0, (200.5, 202.0)),
        (-5.0, 1.0, (10.0, 11.0)),
        (0.5, 3.3, (10.5, 13.0)),  # ends in the margin of the next
        (2.7, 5.0, (100.0, 102.0)),  # begins in the margin of the last
        (2.9, 3.2, (100.0, 100.2)),  # within both margins: where more of it lies
        (3.0, 3.0, (13.0, 13.0)),  # no time at all, at the seam
        (5.0, 5.0, (102.0, 102.0)),
    ],
)
def test_a_segment_of_one_utterance_lies_in_it(start: float, end: float, expected: tuple[float, float]) -> None:
    assert shown(restored(Segment("Hello there.", start, end), FAR)) == [("Hello there.", *expected)]


def test_a_breath_is_spanned() -> None:
    assert shown(restored(Segment("One, two.", 1.0, 5.0), NEAR)) == [("One, two.", 11.0, 16.0)]
    (one,) = restored(spoken("One, two.", (1.0, 2.9), (3.2, 5.0)), NEAR)
    assert (one.start, one.end) == (11.0, 16.0)
    assert [(word.start, word.end) for word in one.words] == [(11.0, 12.9), (14.2, 16.0)]


def test_across_a_long_silence_it_is_cut_where_words_say() -> None:
    segment = spoken("I went out, and came home.", (0.5, 1.0), (1.0, 1.5), (1.5, 2.9), (3.1, 3.5), (3.5, 4), (4, 5))
    found = restored(segment, FAR)
    assert shown(found) == [("I went out,", 10.5, 12.9), ("and came home.", 100.1, 102.0)]
    assert [[word.text for word in one.words] for one in found] == [["I", "went", "out,"], ["and", "came", "home."]]
    assert {one.confidence for one in found} == {0.9}


def test_a_word_across_a_seam_stays_whole_where_most_of_it_is() -> None:
    found = restored(spoken("Now here", (0.0, 2.0), (2.9, 4.0)), FAR)
    assert shown(found) == [("Now", 10.0, 12.0), ("here", 100.0, 101.0)]
    found = restored(spoken("Now here", (0.0, 2.0), (2.2, 3.4)), FAR)
    assert shown(found) == [("Now here", 10.0, 13.0)]


def test_words_without_spaces_are_cut_as_well() -> None:
    words = (Word("今日は", 0.5, 2.9), Word("いい", 3.1, 4.0), Word("天気。", 4.0, 5.0))
    found = restored(Segment("今日はいい天気。", 0.5, 5.0, words=words), FAR)
    assert [one.text for one in found] == ["今日は", "いい天気。"]


def test_without_words_it_is_cut_at_the_end_of_a_sentence() -> None:
    found = restored(Segment("I went out. Then I came home.", 0.5, 5.5), FAR)
    assert shown(found) == [("I went out.", 10.5, 13.0), ("Then I came home.", 100.0, 102.5)]
    found = restored(Segment("One two. Three four! “Five?” Six.", 0.0, 8.0), FAR)
    assert [one.text for one in found] == ["One two.", "Three four!", "“Five?” Six."]
    found = restored(Segment("今日は天気。とてもいい。", 0.0, 6.0), FAR)
    assert [one.text for one in found] == ["今日は天気。", "とてもいい。"]


@pytest.mark.parametrize(
    "text", ["I went out and then came home", "Oh! I went out and then I came back home again", "No.", "。"]
)
def test_where_nothing_says_where_to_cut_it_goes_where_most_of_it_was(text: str) -> None:
    assert shown(restored(Segment(text, 0.5, 4.5), FAR)) == [(text, 10.5, 13.0)]
    assert shown(restored(Segment(text, 1.5, 6.0), FAR)) == [(text, 100.0, 103.0)]


def test_words_that_do_not_stand_in_the_text_follow_their_sentence() -> None:
    segment = replace(spoken("a b c d", (0, 1), (1, 2), (3, 4), (4, 5)), text="One two. Three four.")
    found = restored(segment, FAR)
    assert [(one.text, [word.text for word in one.words]) for one in found] == [
        ("One two.", ["a", "b"]),
        ("Three four.", ["c", "d"]),
    ]


@st.composite
def places(draw: st.DrawFn) -> list[Place]:
    found: list[Place] = []
    begin = start = 0.0
    for _utterance in range(draw(st.integers(1, 6))):
        start += draw(st.sampled_from([0.0, 0.5, 1.9, 2.1, 60.0]))
        length = draw(st.floats(0.3, 8.0))
        found.append(Place(begin, begin + length, start))
        begin, start = begin + length, start + length
    return found


@st.composite
def heard(draw: st.DrawFn) -> tuple[list[Segment], list[Place]]:
    """Segments in order over a window, with Words or without."""
    where = draw(places())
    count = draw(st.integers(1, 10))
    times = sorted(draw(st.lists(st.floats(0, where[-1].end + 1), min_size=2 * count, max_size=2 * count)))
    words = [
        Word(draw(st.sampled_from(["a", "to", "home.", "Yes!", "今日", "。"])), start, end)
        for start, end in zip(times[::2], times[1::2], strict=True)
    ]
    segments, group = [], list[Word]()
    for word in words:
        group.append(word)
        if word is words[-1] or draw(st.booleans()):
            timed = draw(st.booleans())
            text = " ".join(one.text for one in group)
            segments.append(Segment(text, group[0].start, group[-1].end, None, tuple(group) if timed else ()))
            group = []
    return segments, where


@given(heard())
def test_nothing_said_is_lost_and_no_segment_spans_a_long_silence(given: tuple[list[Segment], list[Place]]) -> None:
    segments, where = given
    found = [(segment, restored(segment, where)) for segment in segments]
    for segment, parts in found:
        assert "".join("".join(part.text for part in parts).split()) == "".join(segment.text.split())
        assert [word.text for part in parts for word in part.words] == [word.text for word in segment.words]
        for part in parts:
            assert part.text
            assert part.start <= part.end
            inside = [one for one in where if one.source(one.begin) < part.end and part.start < one.source(one.end)]
            assert all(b.start - a.over <= PAUSE + 0.002 for a, b in pairwise(inside))
            for word in part.words:
                assert part.start <= word.start <= word.end <= part.end
    starts = [part.start for _segment, parts in found for part in parts]
    assert starts == sorted(starts)
