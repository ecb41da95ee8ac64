"""Sound lies where the file says: late tracks, second tracks, holes and damaged timestamps."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.decode import MOST_SILENCE, opened
from asrpro.domain import SAMPLE_RATE, Audio
from audio.media import decoded, encoded, film, likeness, loudness

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def delay(heard: Audio, speech: Audio) -> float:
    """Seconds into what is heard at which the speech begins."""
    found = np.correlate(heard.samples, speech.samples, "valid")
    return int(np.argmax(found)) / SAMPLE_RATE


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "aac"), ("mkv", "libopus"), ("mov", "pcm_s16le"), ("ts", "mp2")])
@pytest.mark.parametrize("late", [0.0, 1.5])
def test_sound_that_begins_after_the_pictures(
    tmp_path: Path, speech: Audio, suffix: str, codec: str, late: float
) -> None:
    heard = decoded(film(tmp_path / f"late.{suffix}", (speech.samples, late), codec=codec, seconds=5))
    assert delay(heard, speech) == pytest.approx(late, abs=0.03)
    if late:
        assert loudness(heard.samples[: round((late - 0.1) * SAMPLE_RATE)]) < 1e-4


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_of_two_tracks_the_first_is_heard(tmp_path: Path, speech: Audio, suffix: str) -> None:
    other = np.random.default_rng(1).normal(0, 0.1, len(speech.samples)).astype(np.float32)
    path = film(tmp_path / f"two.{suffix}", (speech.samples, 0.0), (other, 0.0))
    assert likeness(speech.samples, decoded(path).samples) > 0.98


def broken(path: Path, speech: Audio, shift: Callable[[float], float], times: int = 3) -> Path:
    """A Matroska file of the same sentence several times, whose timestamps are shifted."""
    import av

    with av.open(str(path), "w") as container:
        track = container.add_stream("libopus", rate=48_000, layout="mono")
        for packet in encoded(track, np.tile(speech.samples, times)):
            seconds = shift(float(packet.pts * packet.time_base))
            packet.time_base = Fraction(1, 1000)
            packet.pts = packet.dts = round(seconds * 1000)
            container.mux(packet)
    return path


def test_a_hole_is_silence(tmp_path: Path, speech: Audio) -> None:
    length = speech.duration
    path = broken(tmp_path / "hole.mkv", speech, lambda time: time if time < length else time + 7.0)
    heard = decoded(path)
    assert heard.duration == pytest.approx(3 * length + 7.0, abs=0.1)
    hole = slice(round((length + 0.1) * SAMPLE_RATE), round((length + 6.9) * SAMPLE_RATE))
    assert loudness(heard.samples[hole]) < 1e-4
    after = Audio(heard.samples[hole.stop :][: round((length + 0.5) * SAMPLE_RATE)])
    assert delay(after, speech) == pytest.approx(0.1, abs=0.04)


def test_many_small_holes_add_up(tmp_path: Path, speech: Audio) -> None:
    """As when packets of silence are left out of calls."""
    heard = decoded(broken(tmp_path / "holes.mkv", speech, lambda time: time * 1.1))
    assert heard.duration == pytest.approx(3 * speech.duration * 1.1, abs=0.25)


def test_overlapping_timestamps_lose_nothing(tmp_path: Path, speech: Audio) -> None:
    heard = decoded(broken(tmp_path / "slow.mkv", speech, lambda time: time * 0.9))
    assert heard.duration == pytest.approx(3 * speech.duration, abs=0.1)


@pytest.mark.parametrize("jump", [MOST_SILENCE + 60, 1e6])
def test_a_jump_of_many_hours_is_no_hole(tmp_path: Path, speech: Audio, jump: float) -> None:
    path = broken(tmp_path / "jump.mkv", speech, lambda time: time if time < 3.0 else time + jump)
    assert decoded(path).duration == pytest.approx(3 * speech.duration, abs=0.1)


def test_many_jumps_of_hours_are_not_silence_for_ever(tmp_path: Path, speech: Audio) -> None:
    path = broken(tmp_path / "jumps.mkv", speech, lambda time: time + int(time) * MOST_SILENCE / 3)
    with opened(path) as source:
        total = sum(block.duration for block in source.blocks)
    assert total <= 3 * speech.duration + MOST_SILENCE
