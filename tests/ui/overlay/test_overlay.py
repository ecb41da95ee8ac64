"""The window itself: what moves, and what does not where people want nothing to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractAnimation, QEvent, QPropertyAnimation
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from asrpro.ui import tokens as token
from asrpro.ui.overlay.overlay import Overlay
from asrpro.ui.overlay.panel import Panel
from asrpro.ui.theme import Theme
from asrpro.ui.tokens import DARK, LIGHT, Tokens
from fixtures.overlay_pictures import Themed, contrast
from fixtures.programs import until
from fixtures.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LISTENING = Panel(glyph="disc", words="Listening", bars=True, right="0:07")
LONGER = Panel(glyph="disc", words="Listening", bars=True, right="0:09", settled="Could you move the review. " * 9)
FAILED = Panel(glyph="triangle", words="The engine stopped", act="retry", says="Retry", stays=1.0)
SILENCE, LOUD = (3,) * 18, (3,) * 17 + (22,)


@pytest.fixture
def overlay(application: QApplication) -> Iterator[Callable[[Theme], Overlay]]:
    made: list[Overlay] = []

    def make(theme: Theme) -> Overlay:
        made.append(Overlay(theme, Scene()))
        made[-1].come(application.primaryScreen(), "bottom")
        return made[-1]

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def moving(overlay: Overlay) -> bool:
    """Whether anything is on its way from one look to another."""
    return any(one.state() == QAbstractAnimation.State.Running for one in overlay.findChildren(QAbstractAnimation))


def test_nothing_moves_where_people_want_nothing_to(overlay: Callable[[Theme], Overlay]) -> None:
    shown = overlay(Theme(still=lambda: True))
    for panel, heights in ((LISTENING, SILENCE), (LISTENING, LOUD), (LONGER, LOUD), (FAILED, SILENCE)):
        shown.show_panel(panel, heights)
        assert shown.isVisible()
        assert shown.windowOpacity() == 1.0
        assert not moving(shown)
    card = shown.card
    QApplication.processEvents()
    assert shown.card == card, "it was as large as it is at once"
    shown.leave()
    assert not shown.isVisible()
    assert not moving(shown)


def test_what_goes_is_whole_until_it_is_gone(overlay: Callable[[Theme], Overlay]) -> None:
    shown = overlay(Theme(still=lambda: False))
    shown.show_panel(LISTENING, LOUD)
    before = shown.grab(shown.card).toImage()
    shown.leave()
    assert moving(shown)
    assert shown.grab(shown.card).toImage() == before


def test_what_is_shown_takes_the_colours_of_another_theme(overlay: Callable[[Theme], Overlay]) -> None:
    theme = Themed(LIGHT)
    shown = overlay(theme)
    tentative = Panel(glyph="disc", words="Listening", tentative="could you move")
    shown.show_panel(tentative, SILENCE)
    theme.become(DARK)
    changed = shown.grab(shown.card).toImage()
    shown.show_panel(LISTENING, SILENCE)
    shown.show_panel(tentative, SILENCE)
    assert changed == shown.grab(shown.card).toImage()


def test_else_it_fades_for_a_moment_and_the_rest_is_as_it_is(overlay: Callable[[Theme], Overlay]) -> None:
    shown = overlay(Theme(still=lambda: False))
    shown.show_panel(LISTENING, SILENCE)
    (fade,) = shown.findChildren(QPropertyAnimation)
    assert (fade.duration(), moving(shown)) == (token.FADE, True)
    until(lambda: QApplication.processEvents() or not moving(shown), "the end of the fade", 5)
    assert shown.windowOpacity() == 1.0
    for panel, heights in ((LISTENING, LOUD), (LONGER, LOUD), (FAILED, SILENCE)):
        shown.show_panel(panel, heights)
        assert not moving(shown), "neither the bars nor the card"
    shown.leave()
    assert moving(shown)
    until(lambda: QApplication.processEvents() or not shown.isVisible(), "its end", 5)


def test_what_is_clicked_is_lifted_above_it(application: QApplication) -> None:
    scene = Scene()
    shown = Overlay(Theme(still=lambda: True), scene)
    shown.come(application.primaryScreen(), "bottom")
    shown.show_panel(FAILED, SILENCE)
    button = next(one for one in shown.findChildren(QWidget) if one.isVisible())
    assert scene.lifted == [int(shown.winId()), int(button.winId())]
    shown.close()
    shown.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def seen(shown: Overlay) -> set[str]:
    """The colours of all pixels of the card that are drawn with one alone."""
    QApplication.processEvents()
    image = shown.grab(shown.card).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    names = [one.name() for one in pixels if one.alpha() == 255]
    return {one for one in set(names) if names.count(one) >= 20}


def test_high_contrast_has_the_colours_of_the_system_alone(overlay: Callable[[Theme], Overlay]) -> None:
    shown = overlay(Themed(contrast()))
    shown.show_panel(LONGER, LOUD)
    assert seen(shown) >= {"#000000", "#ffffff", "#ffee32"}
    pixels = shown.grab().toImage()
    card = shown.card
    edge = [pixels.pixelColor(card.center().x(), card.bottom() - inwards).name() for inwards in (0, 1, 2)]
    assert edge == ["#ffffff", "#ffffff", "#000000"], "a line of two pixels"
    outside = {pixels.pixelColor(x, card.bottom() + 4).alpha() for x in range(pixels.width())}
    assert outside == {0}, "no shadow"
    assert not soft(shown)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_else_it_is_soft(overlay: Callable[[Theme], Overlay], tokens: Tokens) -> None:
    shown = overlay(Themed(tokens))
    shown.show_panel(LONGER, LOUD)
    assert {tokens.raised, tokens.accent} <= seen(shown)
    assert soft(shown)


def soft(shown: Overlay) -> bool:
    """Whether there is a soft ground around the disc that tells of the recording, half way between its colours."""
    card = shown.card
    pixel = shown.grab().toImage().pixelColor(card.left() + 14 + 8, card.top() + 22 - 6)
    disc, ground = QColor(contrast().recording), QColor(contrast().raised)
    return pixel.name() not in (disc.name(), ground.name())
