"""Shows a dictation of 5,000 words in the overlay, and prints the gaps of its event loop: `python -m bench.gaps_child`.

With `bare`, a window that draws nothing is asked to as often instead.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import cycle
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from asrpro.dictation.view import Ended, View
from asrpro.domain import Segment, joined
from asrpro.ui.overlay.overlay import Overlay
from asrpro.ui.overlay.presenter import Presenter
from asrpro.ui.theme import Theme
from fixtures.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = 5000
_SENTENCE = ["could", "you", "move", "the", "review", "to", "thursday", "afternoon", "and", "tell", "the", "others"]
_FRAME = 5
"""Milliseconds between two Views, six times as many as there are while somebody speaks."""
_BEAT = 5
"""Milliseconds between two looks whether the loop goes round."""


class Watch:
    """Measures by how much the loop is late."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=_BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


def views() -> list[View]:
    """What is to be shown, from the press to the text."""
    levels, found = cycle((-50.0, -30.0, -20.0, -12.0, -25.0, -40.0)), [View(state="opening")]
    segments: list[Segment] = []
    for number in range(WORDS):
        heard = number % len(_SENTENCE)
        if not heard:
            segments.append(Segment(" ".join(_SENTENCE).capitalize() + ".", float(number), number + 1.0))
        found.append(_heard(joined(segments), " ".join(_SENTENCE[:heard]), number / 30, next(levels)))
    # All that is missing at once, as where an engine hears whole utterances.
    text = " ".join([*_SENTENCE, ""] * (WORDS // len(_SENTENCE)))
    found += [_heard(text, "", 600.0, -20.0), _heard("", text, 600.0, -20.0), View(state="finishing", settled=text)]
    return [*found, View(ended=Ended(number=1, how="pasted", into="Notes", took=0.1))]


def _heard(settled: str, tentative: str, elapsed: float, level: float) -> View:
    return View(state="recording", elapsed=elapsed, level=level, settled=settled, tentative=tentative)


def ours() -> tuple[Callable[[View], None], Callable[[], None]]:
    """What shows a View in the overlay, with its fades, and what ends that."""
    scene = Scene()
    presenter = Presenter(
        Overlay(Theme(still=lambda: False), scene),
        now=time.monotonic,
        edge=lambda: "bottom",
        screen=QApplication.primaryScreen,
        paste_again=str,
    )
    return presenter.follow, presenter.close


def bare() -> tuple[Callable[[View], None], Callable[[], None]]:
    """The same for a window that draws nothing."""
    window = QWidget()
    window.resize(528, 300)
    window.show()
    return lambda _view: window.update(), window.close


def main(side: str) -> None:
    """Show it all, and print the gaps in seconds as JSON."""
    application = QApplication(["gaps"])
    follow, close = {"ours": ours, "bare": bare}[side]()
    rest = iter(views())

    def step() -> None:
        view = next(rest, None)
        if view is None:
            frames.stop()
            QTimer.singleShot(500, application.quit)
        else:
            follow(view)

    frames = QTimer(interval=_FRAME, timerType=Qt.TimerType.PreciseTimer)
    frames.timeout.connect(step)
    watch = Watch()
    frames.start()
    application.exec()
    close()
    sys.stdout.write(json.dumps(watch.gaps) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
