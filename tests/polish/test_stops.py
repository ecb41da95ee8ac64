import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment, Word
from asrpro.polish.stops import full_stops


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "hello world", "hello world."),
        ("en", "hello world.", "hello world."),
        ("en", "really?", "really?"),
        ("en", "wait…", "wait…"),
        ("en", "first,", "first,"),
        ("en", 'he said "no"', 'he said "no".'),
        ("en", 'he said "no."', 'he said "no."'),
        ("en", "we use c++", "we use c++."),
        ("en", "100%", "100%."),
        ("en", "one\ntwo\n\n", "one.\ntwo.\n\n"),
        ("en", "\n", "\n"),
        ("en", "...", "..."),
        ("zh", "你好", "你好。"),
        ("zh", "你好？", "你好？"),
        ("hi", "नमस्ते", "नमस्ते।"),
        ("ur", "کیا؟", "کیا؟"),
        ("th", "สวัสดี", "สวัสดี"),
        (None, "bonjour", "bonjour."),
    ],
)
def test_full_stops(language: str | None, before: str, after: str) -> None:
    assert full_stops(Segment(before, 0, 1), language).text == after


def test_the_last_word_takes_the_stop() -> None:
    said = Segment("hello world", 0, 2, None, (Word("hello", 0, 1), Word("world", 1, 2)))
    assert [word.text for word in full_stops(said, "en").words] == ["hello", "world."]


@given(st.text(), st.sampled_from(["en", "zh", "th", None]))
def test_twice_is_once(text: str, language: str | None) -> None:
    once = full_stops(Segment(text, 0, 1), language)
    assert full_stops(once, language) == once
