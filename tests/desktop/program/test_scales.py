"""Two screens of different scale, side by side: the left one is coarse, the right one twice as fine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.ui.overlay.drawing import ROW, WIDE
from asrpro.ui.overlay.shadow import MARGIN
from asrpro.ui.tokens import LIGHT
from fixtures.dictation_desk import LETTER, Desk, desk
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OVERLAY = "ASR Pro: dictation"
EDGE = 32
GROUND = "#808080"
SCREENS = ((0, 1), (1280, 2))
"""Left edge and scale of each; both are 1280 x 800 pixels."""


@pytest.fixture
def scales(tmp_path: Path) -> Iterator[Desk]:
    """A desk with both screens, at which the program runs."""
    with desk(tmp_path, size="2560x800") as one:
        run = one.programs.run
        run("xsetroot", "-solid", GROUND)
        run("xrandr", "--setmonitor", "coarse", "1280/340x800/210+0+0", "screen")
        run("xrandr", "--setmonitor", "fine", "1280/170x800/105+1280+0", "none")
        one.start(QT_SCREEN_SCALE_FACTORS="coarse=1;fine=2")
        yield one


def size(scales: Desk, left: int, scale: int) -> tuple[int, int]:
    """How many pixels the card on the screen there is wide, through its middle, and high."""
    low = 800 - EDGE * scale
    across = scales.screen.colours(left, low - ROW * scale // 2, 1280, 1)
    down = scales.screen.colours(left + 640 + 30 * scale, low - 200, 1, 200 + EDGE * scale)
    return (1280 - across.count(GROUND), len(down) - down.count(GROUND))


def look(scales: Desk, box: TextBox, left: int, scale: int) -> None:
    """Dictate on the screen there, and look at the card."""
    scales.programs.run("xdotool", "windowmove", "--sync", box.window, left + 20, 20)
    scales.ask("start")
    scales.reach("recording")
    wanted = (WIDE * scale, ROW * scale)
    until(lambda: size(scales, left, scale) == wanted, f"the card at {left}", instead=lambda: size(scales, left, scale))
    x, _y, width, _height = scales.screen.place(scales.screen.window(OVERLAY))
    assert (x + width // 2, width) == (left + 640, (WIDE + 2 * MARGIN) * scale)
    lowest = 800 - EDGE * scale - 1
    assert scales.screen.colours(left + 640, lowest, 1, 2) == [LIGHT.line, GROUND]
    scales.ask("cancel")
    scales.reach("cancelled")


def test_it_is_as_large_and_where_it_should_be_on_each(scales: Desk) -> None:
    box = TextBox(scales.screen)
    scales.programs.run("xdotool", "windowsize", "--sync", box.window, 300, 200)
    for left, scale in (*SCREENS, *SCREENS):
        look(scales, box, left, scale)


def test_what_is_clicked_is_where_it_is_seen(scales: Desk) -> None:
    box = TextBox(scales.screen)
    scales.programs.run("xdotool", "windowmove", "--sync", box.window, 1300, 20)
    scales.ask("start")
    scales.reach("recording")
    scales.say()
    scales.ask("cancel")
    scales.reach("cancelled")
    left, top, width, height = scales.screen.place(scales.screen.window("ASR Pro: Retry"))
    assert min(width, height) >= 2 * 28
    card_left, _top, card_width, _height = scales.screen.place(scales.screen.window(OVERLAY))
    assert card_left < left < left + width < card_left + card_width
    assert top + height // 2 == pytest.approx(800 - 2 * (EDGE + ROW // 2), abs=2)
    scales.screen.click(left + width // 2, top + height // 2)
    box.holds(f"{LETTER[1]} ")
