"""How long the overlay takes to draw a frame, over a bare window of Qt's that draws nothing."""

from __future__ import annotations

import time
from itertools import cycle
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from asrpro.dictation.view import View
from asrpro.ui.overlay.bars import Bars
from asrpro.ui.overlay.overlay import Overlay
from asrpro.ui.overlay.panel import at_work
from asrpro.ui.theme import Theme
from bench.report import Row
from fixtures.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.harness import Bench

FRAMES = 600
GOAL = 0.002
"""Seconds that a frame may take, in 95 of 100."""
TEXT = "Could you move the review to Thursday afternoon and tell the others that the room has changed. "


def measure(bench: Bench) -> list[Row]:
    """The bars alone, as they change all the time; and the whole card, as with each word."""
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    scene = Scene()
    overlay = Overlay(Theme(still=scene.still), scene)
    overlay.come(QApplication.primaryScreen(), "bottom")
    bare = QWidget()
    bare.resize(overlay.size())
    bare.show()
    levels = cycle((-50.0, -30.0, -20.0, -12.0, -25.0, -40.0))
    bars, words = Bars(), TEXT * 20

    def level(number: int) -> None:
        bars.hear(next(levels), number / 30)
        shown(words)

    def word(number: int) -> None:
        shown(words[: len(words) // 2 + number])

    def shown(text: str) -> None:
        panel = at_work(View(state="recording", elapsed=7.0, settled=text), str)
        assert panel is not None
        overlay.show_panel(panel, bars.heights)
        application.processEvents()

    def nothing(_number: int) -> None:
        bare.update()
        application.processEvents()

    count = (bench.rounds or 1) * FRAMES
    empty = _times(nothing, count)
    rows = [
        _row("a frame in which the level alone changes", _times(level, count), empty, f"{GOAL * 1000:.0f} ms"),
        _row("a frame with another word of a long text", _times(word, count), empty),
    ]
    overlay.close()
    bare.close()
    return rows


def _times(frame: Callable[[int], None], count: int) -> list[float]:
    """Seconds that each took; the first one is not counted."""
    found = []
    for number in range(count + 1):
        began = time.perf_counter()
        frame(number)
        found.append(time.perf_counter() - began)
    return sorted(found[1:])


def _row(what: str, ours: list[float], bare: list[float], goal: str = "") -> Row:
    def told(times: list[float]) -> str:
        return f"{times[len(times) // 2] * 1000:.2f} ms, 95 of 100 within {times[len(times) * 95 // 100] * 1000:.2f}"

    ratio = ours[len(ours) // 2] / bare[len(bare) // 2]
    return Row(what, told(ours), told(bare), f"**{ratio:.1f}**", goal)
