from __future__ import annotations

import numpy as np
import pytest

from asrpro.audio.mono import Mono
from asrpro.domain import SAMPLE_RATE

RATES = (8_000, 11_025, 16_000, 32_000, 44_100, 48_000, 96_000, 192_000)


def through(samples: np.ndarray, rate: int, channels: int = 1) -> np.ndarray:
    """What comes of samples, shape (n, channels), that arrive in blocks of 10 ms."""
    mono = Mono(rate, channels)
    step = rate // 100
    parts = [mono.add(samples[at : at + step].astype(np.float32).tobytes()) for at in range(0, len(samples), step)]
    return np.concatenate([*parts, mono.end()])


def sine(rate: int, frequency: float, seconds: float = 1.0) -> np.ndarray:
    return np.sin(2 * np.pi * frequency * np.arange(round(rate * seconds)) / rate)[:, None]


@pytest.mark.parametrize("rate", RATES)
def test_nothing_is_lost_or_moved(rate: int) -> None:
    heard = through(sine(rate, 440.0), rate)
    assert len(heard) == pytest.approx(SAMPLE_RATE, abs=1)
    middle = heard[800:-800]
    turns = 2 * np.pi * 440 * np.arange(800, 800 + len(middle)) / SAMPLE_RATE
    both = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    parts, *_rest = np.linalg.lstsq(both, middle, rcond=None)
    assert np.abs(middle - both @ parts).max() < 1e-3
    assert np.hypot(*parts) == pytest.approx(1.0, abs=1e-3)
    assert abs(np.arctan2(parts[1], parts[0])) / (2 * np.pi * 440) < 0.0002


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_what_16_khz_cannot_hold_is_gone(rate: int) -> None:
    assert np.abs(through(sine(rate, 9_000.0), rate)[800:-800]).max() < 1e-4
    assert np.abs(through(sine(rate, 7_500.0), rate)[800:-800]).max() == pytest.approx(1.0, abs=0.02)


def test_channels_are_averaged() -> None:
    both = np.hstack([sine(16_000, 440.0), -0.5 * sine(16_000, 440.0)])
    np.testing.assert_allclose(through(both, 16_000, 2), 0.25 * sine(16_000, 440.0)[:, 0], atol=1e-6)


def test_the_first_samples_come_within_a_few_blocks() -> None:
    for rate in (44_100, 48_000):
        mono = Mono(rate, 1)
        given = [len(mono.add(bytes(4 * rate // 100))) for _block in range(4)]
        assert sum(given[:2]) > 0
        assert max(given) <= 320


def test_exact_zeros_are_counted() -> None:
    mono = Mono(48_000, 2)
    for _block in range(50):
        mono.add(bytes(8 * 480))
    assert (mono.zeros, mono.sounded) == (pytest.approx(0.5), False)
    mono.add(np.full(960, 1e-5, np.float32).tobytes())
    assert (mono.zeros, mono.sounded) == (0.0, True)
    mono.add(np.full(960, -0.0, np.float32).tobytes())
    assert (mono.zeros, mono.sounded) == (pytest.approx(0.01), True)
