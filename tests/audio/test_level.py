from __future__ import annotations

import numpy as np
import pytest

from asrpro.audio.level import FLOOR, Meter
from asrpro.domain import SAMPLE_RATE, Audio


def sine(seconds: float, amplitude: float = 1.0) -> Audio:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return Audio((amplitude * np.sin(2 * np.pi * 1000 * times)).astype(np.float32))


@pytest.mark.parametrize("samples", [1, 160, 320, 533, 5000])
def test_thirty_levels_a_second_however_it_arrives(samples: int) -> None:
    meter = Meter()
    levels = [level for piece in sine(2.0).pieces(samples) for level in meter.add(piece)]
    assert len(levels) == 60
    assert [level.time for level in levels] == pytest.approx([n / 30 for n in range(1, 61)], abs=1 / SAMPLE_RATE)
    assert [level.peak for level in levels] == pytest.approx([0.0] * 60, abs=0.1)
    assert [level.rms for level in levels] == pytest.approx([-3.01] * 60, abs=0.1)


def test_half_as_loud_is_six_decibels_less() -> None:
    (level,) = Meter().add(sine(0.034, 0.5))
    assert (level.rms, level.peak) == pytest.approx((-9.03, -6.02), abs=0.1)


@pytest.mark.parametrize("value", [0.0, -0.0, 1e-30])
def test_silence_is_the_floor(value: float) -> None:
    (level,) = Meter().add(Audio(np.full(533, value, np.float32)))
    assert (level.rms, level.peak) == (FLOOR, FLOOR)
