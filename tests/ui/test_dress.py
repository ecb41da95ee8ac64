from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette

from asrpro.ui.dress import dress, palette
from asrpro.ui.theme import Theme, of_palette
from asrpro.ui.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

ROLE = QPalette.ColorRole


class Wanted(Theme):
    """The one that the system of this test asks for."""

    def __init__(self) -> None:
        super().__init__(still=lambda: True)
        self.wanted = LIGHT

    @property
    def tokens(self) -> Tokens:
        return self.wanted

    def want(self, tokens: Tokens) -> None:
        self.wanted = tokens
        self.changed.emit()


@pytest.fixture
def theme(application: QApplication) -> Iterator[Wanted]:
    theme = Wanted()
    dress(application, theme)
    yield theme
    theme.deleteLater()
    application.setPalette(QPalette())


@pytest.mark.parametrize("tokens", [DARK, LIGHT])
def test_windows_follow_the_theme(application: QApplication, theme: Wanted, tokens: Tokens) -> None:
    theme.want(tokens)
    now = application.palette()
    assert (now.color(ROLE.Window).name(), now.color(ROLE.Highlight).name()) == (tokens.bg, tokens.accent)


def test_high_contrast_is_the_systems_own(application: QApplication, theme: Wanted) -> None:
    application.setPalette(QPalette())
    own = application.palette()
    theme.want(DARK)
    theme.want(of_palette(own))
    assert application.palette() == own


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_what_can_be_chosen_stands_out_from_what_cannot(tokens: Tokens) -> None:
    made = palette(tokens)
    active = made.color(QPalette.ColorGroup.Active, ROLE.Text).name()
    assert (active, made.color(QPalette.ColorGroup.Disabled, ROLE.Text).name()) == (tokens.text, tokens.faint)
