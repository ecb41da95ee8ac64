from __future__ import annotations

import pytest

from asrpro.cli.comparing import Difference, compared, words


def test_marks_and_capitals_are_no_words() -> None:
    assert words("“It’s 3 o'clock,” she said – NOT now!") == ["it’s", "3", "o'clock", "she", "said", "not", "now"]
    assert words(" 'quoted' ") == ["quoted"]
    assert words("… — !") == []


@pytest.mark.parametrize(
    ("text", "rate", "differences"),
    [
        ("please open the window", 0.0, ()),
        ("Please open a window.", 0.25, (Difference("the", "a"),)),
        ("Please open the", 0.25, (Difference("window", ""),)),
        ("Please do open the window", 0.25, (Difference("", "do"),)),
        ("", 1.0, (Difference("please open the window", ""),)),
        ("one two three four five six", 1.5, None),
    ],
)
def test_words_are_compared_with_a_reference(
    text: str, rate: float, differences: tuple[Difference, ...] | None
) -> None:
    found = compared("Please, open the window.", text)
    assert found.rate == pytest.approx(rate)
    if differences is not None:
        assert found.differences == differences


def test_where_nothing_is_said_all_words_are_too_many() -> None:
    assert compared("...", "") == compared("", "!")
    assert compared("", "").rate == 0.0
    assert compared("", "some words").differences == (Difference("", "some words"),)
    assert compared("", "some words").rate == 1.0
