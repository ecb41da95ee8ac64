"""The look that a system with its own colours gets."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from asrpro.ui.theme import of_palette

ROLE = QPalette.ColorRole


def palette(base: str, text: str, *, accent: str, highlight: str, link: str) -> QPalette:
    made = QPalette()
    roles = (ROLE.Base, ROLE.Text, ROLE.Accent, ROLE.Highlight, ROLE.Link)
    for role, colour in zip(roles, (base, text, accent, highlight, link), strict=True):
        made.setColor(role, QColor(colour))
    return made


def test_high_contrast_has_the_colours_of_the_system_alone() -> None:
    found = of_palette(palette("#000000", "#ffffff", accent="#ffee32", highlight="#00ff00", link="#8080ff"))
    assert found.high_contrast
    assert (found.raised, found.accent) == ("#000000", "#ffee32")
    assert {found.text, found.muted, found.faint, found.line, found.recording, found.good, found.warning} == {"#ffffff"}
    assert {found.accent_soft, found.recording_soft, found.good_soft, found.warning_soft} == {"#000000"}
    assert QColor(found.shadow).alpha() == 0


@pytest.mark.parametrize(
    ("accent", "highlight", "link", "words"),
    [
        ("#308cc6", "#37006e", "#00009f", "#37006e"),
        ("#308cc6", "#308cc6", "#00009f", "#00009f"),
        ("#308cc6", "#aaaaaa", "#cccccc", "#000000"),
    ],
)
def test_a_colour_that_cannot_be_read_is_no_colour_of_words(accent: str, highlight: str, link: str, words: str) -> None:
    assert of_palette(palette("#ffffff", "#000000", accent=accent, highlight=highlight, link=link)).accent == words
