"""A long file needs hardly more memory than a short one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Audio
from asrpro.runtime.ears import Ears
from audio.media import lengthened, peak, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def need(path: Path) -> tuple[float, int]:
    """Seconds heard, and the highest memory of the child that heard them, in KiB."""
    with contextlib.closing(Ears()) as ears:
        with ears.opened(path, Gate()) as source:
            spoken = sum(found.duration for found in source.utterances if isinstance(found, Audio))
        assert spoken > 0.5 * (source.duration or 0)
        return source.duration or 0, peak(ears)


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        ("m4a", "aac"),  # its index says where each 23 ms lie
        *(
            pytest.param(suffix, codec, marks=pytest.mark.soak)
            for suffix, codec in (("mp3", "libmp3lame"), ("opus", "libopus"), ("webm", "libopus"), ("wav", "pcm_s16le"))
        ),
    ],
)
def test_memory_is_constant(
    tmp_path: Path, talk: Audio, suffix: str, codec: str, rounds: Callable[[int, int], int]
) -> None:
    """20 minutes, or 3 hours at full length."""
    minute = write(tmp_path / f"minute.{suffix}", talk.samples[: 60 * 16_000], codec, 48_000)
    long = lengthened(tmp_path / f"long.{suffix}", minute, rounds(20, 180))
    (seconds, little), (more, much) = need(minute), need(long)
    assert more == pytest.approx(seconds * rounds(20, 180), rel=0.02)
    assert much - little < rounds(20, 30) * 1024
