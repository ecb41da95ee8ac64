"""How long the event loop stands still at most while a long dictation is shown, over a window that draws nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bench.gaps_child import WORDS
from bench.harness import PYTHON, in_turn, run
from bench.report import Row, spread
from fixtures.programs import programs
from fixtures.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.harness import Bench

ROUNDS = 3


def measure(bench: Bench) -> list[Row]:
    """The longest gaps of several dictations of 5,000 words, on a screen."""
    folder = bench.folder / "rig"
    folder.mkdir()
    with programs(folder) as rig, screen(rig, tray=False):
        shown = {**os.environ, **rig.environment}
        sides = {side: _gaps(side, shown) for side in ("ours", "bare")}
        found = in_turn(bench.rounds or ROUNDS, sides, "gaps")
    longest = {side: spread([max(gaps) for gaps in found[side]], "ms") for side in sides}
    over = {side: f"{sum(gap > 0.02 for gaps in found[side] for gap in gaps)}" for side in sides}
    return [
        Row(f"the longest gap while {WORDS:,} words come", longest["ours"], longest["bare"], goal="100 ms"),
        Row("gaps of over 20 ms, in all rounds", over["ours"], over["bare"]),
    ]


def _gaps(side: str, environment: Mapping[str, str]) -> Callable[[], list[float]]:
    return lambda: list(run((*PYTHON, "-m", "bench.gaps_child", side), environment).answer)
