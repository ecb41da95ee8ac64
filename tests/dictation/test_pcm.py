from __future__ import annotations

import numpy as np
import pytest

from asrpro.dictation import pcm
from asrpro.domain import Audio


def numbers(*samples: float) -> list[int]:
    return np.frombuffer(pcm.packed(Audio(np.array(samples, np.float32))), "<i2").tolist()


def test_samples_are_rounded_and_clipped() -> None:
    assert numbers(0.0, 0.4 / 32768, 0.6 / 32768, -0.6 / 32768, 0.5) == [0, 0, 1, -1, 16384]
    assert numbers(1.0, -1.0, 7.0, -7.0, np.inf, -np.inf) == [32767, -32768, 32767, -32768, 32767, -32768]


def test_what_is_no_number_is_silence() -> None:
    assert numbers(0.5, np.nan, -0.5) == [16384, 0, -16384]


def test_every_number_comes_back_as_it_was() -> None:
    data = np.arange(-32768, 32768).astype("<i2").tobytes()
    unpacked = pcm.unpacked(data)
    assert unpacked.samples.dtype == np.float32
    assert pcm.packed(unpacked) == data


@pytest.mark.parametrize(("size", "said"), [(0, 0), (7, 6), (1 << 33, 0xFFFFFFFF)])
def test_a_header_says_how_much_there_is(size: int, said: int) -> None:
    header = pcm.header(size)
    assert len(header) == pcm.HEADER == 44
    assert int.from_bytes(header[40:], "little") == said
    assert int.from_bytes(header[4:8], "little") == min(said + 36, 0xFFFFFFFF)
