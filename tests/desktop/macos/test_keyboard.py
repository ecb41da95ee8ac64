"""Texts as macOS takes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.macos.keyboard import KEYS, UNITS, pieces


def test_lines_are_typed_apart() -> None:
    assert list(pieces("Dear Sir,\r\n\tyes\r\n\r\nA")) == ["Dear Sir,", "\n", "\t", "yes", "\n", "\n", "A"]
    assert list(pieces("a\x00\x1bb")) == ["ab"]
    assert list(pieces("")) == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t🙂")))
def test_nothing_gets_lost_and_no_character_is_parted(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(len(piece.encode("utf-16-le")) <= 2 * UNITS for piece in found)
    assert all(piece in KEYS or not KEYS.keys() & {*piece} for piece in found)
