"""Sound of odd shapes: many channels, odd rates, wild values, and shapes that change on the way."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.decode import opened
from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import SourceError
from audio.media import decoded, likeness, loudness, wav, write

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6, 8, 9, 12, 32, 64])
def test_channels_that_nobody_names_are_heard_alike(tmp_path: Path, speech: Audio, channels: int) -> None:
    """As recorders with many microphones write them: whoever speaks into one of them alone is heard."""
    silence = np.zeros(len(speech.samples), np.float32)
    for speaker in {0, channels // 2, channels - 1}:
        tracks = [speech.samples if track == speaker else silence for track in range(channels)]
        heard = decoded(wav(tmp_path / "table.wav", np.stack(tracks)))
        assert likeness(speech.samples, heard.samples) > 0.998
        assert loudness(heard.samples) * channels == pytest.approx(loudness(speech.samples), rel=0.01)


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1", "7.1"])
def test_loud_sound_in_all_channels_is_not_distorted(tmp_path: Path, speech: Audio, layout: str) -> None:
    loud = speech.samples / np.abs(speech.samples).max() * np.float32(0.99)
    heard = decoded(write(tmp_path / "loud.mov", loud, "pcm_s16le", SAMPLE_RATE, layout)).samples
    assert np.abs(heard).max() == pytest.approx(0.99, abs=0.01)
    assert likeness(loud, heard) > 0.999


def test_too_many_channels_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="shape that cannot be converted"):
        decoded(wav(tmp_path / "many.wav", np.zeros((200, 4000), np.float32)))


@pytest.mark.parametrize("rate", [1000, 4000, 7999, 16001, 45999, 384_000, 2_822_400])
def test_odd_rates(tmp_path: Path, rate: int) -> None:
    seconds = 30_000 / rate
    heard = decoded(wav(tmp_path / "odd.wav", np.zeros((1, 30_000), np.float32), rate))
    assert heard.duration == pytest.approx(seconds, abs=0.06)


@pytest.mark.parametrize("rate", [1, 7])
def test_blocks_stay_small_however_slow_the_samples(tmp_path: Path, rate: int) -> None:
    with opened(wav(tmp_path / "slow.wav", np.zeros((1, 5000), np.float32), rate)) as source:
        lengths = [block.duration for block in source.blocks]
    assert max(lengths) <= 11.0
    assert sum(lengths) == pytest.approx(5000 / rate, rel=0.02)


@pytest.mark.parametrize("rate", [0, 100_000_000, 0xFFFFFFFF])
def test_rates_that_cannot_be_are_told(tmp_path: Path, rate: int) -> None:
    with pytest.raises(SourceError):
        decoded(wav(tmp_path / "fast.wav", np.zeros((1, 30_000), np.float32), rate))


def test_wild_values_become_sound(tmp_path: Path, speech: Audio) -> None:
    wild: NDArray[np.float32] = speech.samples.copy()
    wild[5000:5010] = [np.nan, np.inf, -np.inf, 1e30, -1e30, 5.0, -5.0, np.nan, 0.0, 1e-40]
    heard = decoded(wav(tmp_path / "wild.wav", wild[None, :], shape="<f4")).samples
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0
    np.testing.assert_allclose(heard[6000:], speech.samples[6000:], atol=1e-4)


def test_tags_in_any_encoding(tmp_path: Path, speech: Audio) -> None:
    path = wav(tmp_path / "march.wav", speech.samples[None, :])
    tags = b"INFOINAM" + struct.pack("<I", 6) + "März\0\0".encode("latin-1")
    whole = path.read_bytes() + b"LIST" + struct.pack("<I", len(tags)) + tags
    path.write_bytes(whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:])
    assert likeness(speech.samples, decoded(path).samples) > 0.998


@pytest.mark.parametrize(
    ("suffix", "codec"), [("ogg", "libopus"), ("ogg", "vorbis"), ("ogg", "flac"), ("mp3", "libmp3lame"), ("aac", "aac")]
)
def test_a_second_part_of_another_shape(tmp_path: Path, speech: Audio, suffix: str, codec: str) -> None:
    """As web radio writes them: one file after the other, with another rate and other channels."""
    options = {"strict": "-2"}
    one = write(tmp_path / f"one.{suffix}", speech.samples, codec, 48_000, "stereo", options=options)
    two = write(
        tmp_path / f"two.{suffix}",
        speech.samples,
        codec,
        24_000,
        "stereo" if codec == "vorbis" else "mono",
        options=options,
    )
    both = tmp_path / f"both.{suffix}"
    both.write_bytes(one.read_bytes() + two.read_bytes())

    heard = decoded(both)

    assert heard.duration == pytest.approx(2 * speech.duration, abs=0.25)
    middle = len(heard.samples) // 2
    assert likeness(speech.samples, heard.samples[:middle]) > 0.9
    assert likeness(speech.samples, heard.samples[middle:]) > 0.9
