from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Options, Segment, Transcript, joined

if TYPE_CHECKING:
    from collections.abc import Iterable


def text(lines: Iterable[str]) -> str:
    segments = tuple(Segment(line, 0.0, 1.0) for line in lines)
    return Transcript(segments, "en", 1.0, "model", "backend", "cpu", Options()).text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ""),
        (["Hello."], "Hello."),
        (["Hello.", "You there."], "Hello. You there."),
        (["Dear Ms Miller,\n", "thank you."], "Dear Ms Miller,\nthank you."),
        (["One.", "\nTwo."], "One.\nTwo."),
        (["One.\n", "\nTwo."], "One.\n\nTwo."),
        (["One.", "\n", "Two."], "One.\nTwo."),
        (["One.", "\n\n", "\n", "Two."], "One.\n\n\nTwo."),
        (["\n", "One.", "\n"], "One."),
        (["\n"], ""),
    ],
)
def test_segments_are_one_text_and_line_breaks_stand_alone(lines: list[str], expected: str) -> None:
    assert text(lines) == expected


def test_a_line_break_at_the_edge_stays_where_one_is_asked_to_join() -> None:
    assert joined([Segment(one, 0.0, 1.0) for one in ("One.\n", "Two.", "\n\n", "Three.\n")]) == (
        "One.\nTwo.\n\nThree.\n"
    )
    assert joined([Segment("\n", 0.0, 1.0)]) == "\n"


WORDS = st.text("ab.", min_size=1, max_size=5)
PIECES = st.lists(st.lists(WORDS | st.just("\n"), min_size=1, max_size=4).map(" ".join), max_size=8).map(
    lambda lines: [line.replace(" \n ", "\n").replace("\n ", "\n").replace(" \n", "\n") for line in lines]
)


@given(PIECES)
def test_nothing_is_lost_and_no_space_stands_beside_a_line_break(lines: list[str]) -> None:
    whole = text(lines)
    assert whole.split() == " ".join(lines).split()
    assert whole.count("\n") <= "".join(lines).count("\n")
    assert " \n" not in whole
    assert "\n " not in whole
    assert "  " not in whole
    assert whole == whole.strip()
