from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asrpro.domain import SAMPLE_RATE
from asrpro.ui.overlay.bars import COUNT, HIGHEST, LOWEST, Bars

if TYPE_CHECKING:
    from collections.abc import Callable


def test_bars_are_as_high_as_it_was_loud_and_the_newest_is_at_the_right() -> None:
    bars = Bars()
    assert bars.heights == [LOWEST] * COUNT
    for number, level in enumerate((-120.0, -40.0, -25.0, -6.0, 0.0)):
        bars.hear(level, number / 30)
    assert len(bars.heights) == COUNT
    quiet, low, loud, highest, over = bars.heights[-5:]
    assert LOWEST == quiet < low < loud < highest == over == HIGHEST


def test_a_level_that_does_not_change_for_a_second_is_flat() -> None:
    bars = Bars()
    assert not bars.flat(10.0)
    for number in range(31):
        bars.hear(-120.0, number / 30)
        assert bars.flat(number / 30) is (number == 30)
    bars.hear(-60.0, 1.05)
    assert not bars.flat(1.9)


def test_an_even_noise_is_not_flat(rounds: Callable[[int, int], int]) -> None:
    """Such as that of a fan, which differs least from block to block."""
    random, block = np.random.default_rng(5), SAMPLE_RATE // 30
    bars = Bars()
    for number in range(rounds(900, 90_000)):
        noise = random.normal(0.0, 0.001, block)
        bars.hear(float(10 * np.log10(np.mean(noise**2))), number / 30)
        assert not bars.flat(number / 30)
