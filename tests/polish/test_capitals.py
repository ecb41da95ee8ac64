import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment
from asrpro.polish.capitals import capitals


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "hello world", "Hello world"),
        ("en", "i think i'm late and i've lost it", "I think I'm late and I've lost it"),
        ("en", "the i. d. and i, i.e. an i-beam", "The I. d. and I, i.e. an i-beam"),
        ("en", "one\ntwo\n\nthree", "One\nTwo\n\nThree"),
        ("en", '"quoted" words', '"Quoted" words'),
        ("en", "iPhone sales", "iPhone sales"),
        ("en", "3 apples", "3 apples"),
        ("en", "@home again", "@home again"),
        ("de", "i bims", "I bims"),
        ("de", "das i hier", "Das i hier"),
        ("fr", "élan", "Élan"),
        ("tr", "istanbul", "İstanbul"),
        ("hr", "ǆep", "ǅep"),
        ("ka", "გამარჯობა", "გამარჯობა"),
        ("zh", "你好", "你好"),
        ("hi", "नमस्ते", "नमस्ते"),
        (None, "¿qué tal?", "¿Qué tal?"),
        ("en", "\n", "\n"),
    ],
)
def test_capitals(language: str | None, before: str, after: str) -> None:
    assert capitals(Segment(before, 0, 1), language).text == after


@given(st.text(), st.sampled_from(["en", "de", "tr", None]))
def test_twice_is_once_and_only_case_changes(text: str, language: str | None) -> None:
    once = capitals(Segment(text, 0, 1), language)
    assert capitals(once, language) == once
    assert once.text.casefold().replace("i̇", "i") == text.casefold().replace("i̇", "i")
