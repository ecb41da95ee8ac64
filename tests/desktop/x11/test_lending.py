"""Texts in pieces for which there are keys to lend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.x11.lending import stretches
from asrpro.errors import Unsupported

KNOWN = dict.fromkeys("abc ", (30, 0))


def test_layout_that_knows_it_all_needs_no_loan() -> None:
    assert list(stretches("abc", KNOWN, [])) == [("abc", {})]
    assert list(stretches("", KNOWN, [])) == [("", {})]


def test_each_key_carries_two() -> None:
    assert list(stretches("aüböüäö", KNOWN, [93])) == [
        ("aüböü", {"ü": (93, 0), "ö": (93, 1)}),
        ("äö", {"ä": (93, 0), "ö": (93, 1)}),
    ]


def test_keyboard_without_a_free_key_is_said() -> None:
    with pytest.raises(Unsupported, match="no free key to type “ü” with"):
        list(stretches("abü", KNOWN, []))


@given(st.text("abcäöüß世界🙂"), st.integers(1, 4))
def test_every_character_is_there_once(text: str, keys: int) -> None:
    found = list(stretches(text, KNOWN, range(93, 93 + keys)))
    assert "".join(stretch for stretch, _lent in found) == text
    for stretch, lent in found:
        assert {*stretch} <= {*KNOWN, *lent}
        assert len({*lent.values()}) == len(lent) <= 2 * keys
