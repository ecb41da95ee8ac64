"""Dictations do not run into each other, nor into what stands there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.dictation.spacing import spaced


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Hello.", "Hello. "),
        ("hello", "hello "),
        ("Hello.\n", "Hello.\n"),
        ("Hello. ", "Hello. "),
        ("你好。", "你好。"),
        ("こんにちは", "こんにちは"),
        ("안녕하세요", "안녕하세요 "),
        ("Yes 👍", "Yes 👍 "),
        ("", ""),
    ],
)
def test_a_space_comes_after_what_would_run_into_the_next(text: str, after: str) -> None:
    assert spaced(text, "after") == after


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("hello", " hello"),
        (", and so on", ", and so on"),
        ("!", "!"),
        ("…and", "…and"),
        (") he said", ") he said"),
        ("(he said", " (he said"),
        ('"Yes"', ' "Yes"'),
        ("¿Qué?", " ¿Qué?"),
        ("\nNext", "\nNext"),
        ("你好", "你好"),
        ("", ""),
    ],
)
def test_a_space_comes_before_what_would_run_into_the_last(text: str, before: str) -> None:
    assert spaced(text, "before") == before


@given(st.text(), st.sampled_from(["none", "before", "after"]))
def test_nothing_but_one_space_is_ever_added(text: str, space: str) -> None:
    made = spaced(text, space)
    assert made in {"none": {text}, "before": {text, f" {text}"}, "after": {text, f"{text} "}}[space]
