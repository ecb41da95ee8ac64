from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from asrpro.ui import tokens as token
from asrpro.ui.overlay import glyphs
from asrpro.ui.overlay.drawing import NARROW, ROW, WIDE, Drawing
from asrpro.ui.overlay.panel import Panel
from asrpro.ui.tokens import LIGHT


@pytest.fixture
def drawing(application: QApplication) -> Drawing:
    return Drawing(application.font())


def test_a_row_is_as_wide_as_it_needs_to_be(drawing: Drawing) -> None:
    short, middle = Panel(glyph="slash", words="Nothing heard"), Panel(glyph="triangle", words="w" * 40)
    drawing.say(short, LIGHT)
    assert (drawing.size(short).width(), drawing.size(short).height()) == (NARROW, ROW)
    drawing.say(middle, LIGHT)
    assert NARROW < drawing.size(middle).width() < WIDE


@pytest.mark.parametrize("says", ["", "Retry"])
def test_nothing_is_left_out_of_a_row_that_has_room_for_it(says: str, drawing: Drawing) -> None:
    panel = Panel(
        glyph="ring", words="Whisper tiny, English hears you from now on.", says=says, act="retry" if says else None
    )
    drawing.say(panel, LIGHT)
    size = drawing.size(panel)
    wide = Panel(glyph="ring", words=panel.words)

    def drawn(width: int) -> QImage:
        image = QImage(width, ROW, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            shown = panel if width == size.width() else wide
            drawing.content(painter, QRectF(0, 0, width, ROW), shown, LIGHT, ())
        return image

    inner = size.width() - 30 - (drawing.act_at(QRectF(0, 0, size.width(), ROW), panel).width() + 12 if says else 0)
    part = 0, 0, int(inner), ROW
    assert drawn(size.width()).copy(*part) == drawn(WIDE).copy(*part)


def test_a_sentence_too_long_for_the_row_stands_below_it_whole(drawing: Drawing) -> None:
    words = "There is no model at /home/somebody/models/whisper-large-v3-turbo-german, as the settings say there is."
    panel = Panel(glyph="triangle", words=words, hint="Give the folder that holds it.", act="retry", says="Retry")
    drawing.say(panel, LIGHT)
    assert "".join(drawing.hint.text).replace(" ", "") == f"{words}{panel.hint}".replace(" ", "")
    assert drawing.size(panel).width() == WIDE
    assert ROW < drawing.size(panel).height() <= drawing.highest


def test_a_sentence_below_the_row_begins_under_its_words(drawing: Drawing) -> None:
    panel = Panel(glyph="ring", words="One", hint="Two")
    drawing.say(panel, LIGHT)
    size = drawing.size(panel)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.raised))
    with QPainter(image) as painter:
        drawing.content(painter, QRectF(QPointF(), size.toSizeF()), panel, LIGHT, ())
    ground, right = QColor(LIGHT.raised).rgb(), glyphs.SIZE + 2 * token.M
    first = [
        min(x for x in range(right, size.width()) for y in range(top, bottom) if image.pixel(x, y) != ground)
        for top, bottom in ((0, ROW), (ROW, size.height()))
    ]
    assert abs(first[0] - first[1]) <= 2, "but for the room that letters have"
    below = [x for x in range(right) for y in range(ROW, size.height()) if image.pixel(x, y) != ground]
    assert below == [], "nothing under the icon"


def test_a_hint_of_several_lines_keeps_its_beginning(drawing: Drawing) -> None:
    hint = "The first 0:04 of this dictation are on disk, and what follows is held in memory, because of the disk. " * 3
    drawing.say(Panel(glyph="disc", words="Listening", hint=hint), LIGHT)
    assert drawing.hint.text[0].startswith("The first")
