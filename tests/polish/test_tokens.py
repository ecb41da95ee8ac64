import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.polish.tokens import joined, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("don't — stop", ["don", "t", "stop"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("谢谢，hello", ["谢", "谢", "hello"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("... ?!", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert [token.text for token in tokens(text)] == words


def test_forms_of_one_letter_are_equal() -> None:
    composed, decomposed = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    assert [token.text for token in tokens(composed)] == [token.text for token in tokens(decomposed)]


def test_a_latin_word_ends_where_kana_begin() -> None:
    assert not joined("I", "を")
    assert joined("e", "\u0301")


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(any(map(str.isalnum, text[token.start : token.end])) for token in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    outside = set(range(len(text))) - {at for token in found for at in range(token.start, token.end)}
    assert not any(text[at].isalnum() for at in outside)
