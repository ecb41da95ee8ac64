from __future__ import annotations

import numpy as np
import pytest

from asrpro.backends import windows
from asrpro.domain import SAMPLE_RATE, Audio
from backends.conftest import sound

CHANCE = np.random.default_rng(3)


def noise(seconds: float, start: float = 0.0) -> Audio:
    return sound(CHANCE.uniform(-0.5, 0.5, round(seconds * SAMPLE_RATE)), start)


@pytest.mark.parametrize("seconds", [0.1, 5, 29.9999, 30])
def test_what_fits_a_window_is_one(seconds: float) -> None:
    audio = noise(seconds, 7.0)
    [window] = windows(audio, 30)
    assert window.start == 7.0
    assert np.array_equal(window.samples, audio.samples)


@pytest.mark.parametrize("seconds", [30.0001, 30.05, 31, 60, 61, 100])
def test_longer_audio_is_cut_into_windows_that_make_it_up(seconds: float) -> None:
    audio = noise(seconds, 7.0)
    found = list(windows(audio, 30))
    assert np.array_equal(np.concatenate([window.samples for window in found]), audio.samples)
    assert all(25 <= window.duration <= 30 for window in found[:-1])
    assert all(len(window.samples) % (SAMPLE_RATE // 1000) == 0 for window in found[:-1]), "times are told in ms"
    assert found[-1].duration <= 30
    assert [window.start for window in found[1:]] == pytest.approx([window.end for window in found[:-1]])


def test_it_is_cut_where_it_is_quietest_and_there_as_late_as_can_be() -> None:
    audio = noise(40)
    audio.samples[round(26.4 * SAMPLE_RATE) : round(26.6 * SAMPLE_RATE)] = 0
    first, second = windows(audio, 30)
    assert 26.45 <= first.duration <= 26.55
    audio.samples[round(28 * SAMPLE_RATE) : round(28.5 * SAMPLE_RATE)] = 0
    first, second = windows(audio, 30)
    assert 28.4 <= first.duration <= 28.5
    assert first.duration + second.duration == 40


def test_of_silence_as_much_as_fits_is_left_out_at_once() -> None:
    silence = sound(np.zeros(61 * SAMPLE_RATE))
    silence.samples[-1] = 0.5
    [window] = windows(silence, 24.0)
    assert window.end == 61
    assert window.start > 47.8


@pytest.mark.parametrize("samples", [0, 1, 2, 160, 1599])
def test_what_is_too_short_for_a_word_is_no_window(samples: int) -> None:
    assert list(windows(sound(noise(1).samples[:samples]), 30)) == []


def test_where_nothing_is_loud_enough_to_be_speech_there_is_no_window() -> None:
    quiet = sound(0.001 * np.sin(np.arange(70 * SAMPLE_RATE) / 50))
    assert list(windows(quiet, 30)) == []
    quiet.samples[65 * SAMPLE_RATE] = 0.1
    [window] = windows(quiet, 30)
    assert window.start < 65 < window.end


def test_samples_that_are_none_are_silent_and_none_is_too_loud() -> None:
    audio = sound([np.nan, np.inf, -np.inf, 3.0, 0.5] * SAMPLE_RATE)
    [window] = windows(audio, 30)
    assert window.samples[:5].tolist() == [0.0, 1.0, -1.0, 1.0, 0.5]
    assert np.isnan(audio.samples[0])
