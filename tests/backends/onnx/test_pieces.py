from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.backends.onnx.pieces import LATE, pieces
from asrpro.domain import SAMPLE_RATE
from backends.conftest import sound

NOISE = np.random.default_rng(3).normal(0, 0.1, 100 * SAMPLE_RATE).astype(np.float32)


@given(st.integers(0, len(NOISE)), st.sampled_from([1.0, 24.0, 30.0]))
def test_pieces_are_all_of_it_and_none_is_too_long(samples: int, longest: float) -> None:
    audio = sound(NOISE[:samples], 7.0)
    found = list(pieces(audio, longest))
    assert np.array_equal(np.concatenate([piece.samples for piece in found]), audio.samples)
    assert found[0].start == audio.start
    assert all(abs(left.end - right.start) < 1e-6 for left, right in pairwise(found))
    assert all(piece.duration <= longest for piece in found)
    assert all(piece.duration >= LATE * longest - 0.01 for piece in found[:-1])


@pytest.mark.parametrize("at", [18.2, 20.0, 29.7])
def test_it_is_cut_in_the_middle_of_the_quietest_place(at: float) -> None:
    samples = NOISE[: 45 * SAMPLE_RATE].copy()
    samples[int((at - 0.15) * SAMPLE_RATE) : int((at + 0.15) * SAMPLE_RATE)] *= 0.01
    first, second = pieces(sound(samples), 30.0)
    assert abs(first.end - at) < 0.07
    assert second.end == 45.0


def test_of_silence_as_much_as_fits_is_one_piece() -> None:
    found = list(pieces(sound(np.zeros(61 * SAMPLE_RATE)), 30.0))
    assert len(found) == 3
    assert found[0].duration > 29.8
