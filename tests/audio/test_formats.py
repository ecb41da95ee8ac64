"""Every container and codec that can be written here is heard as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from asrpro.audio.decode import opened
from audio.media import decoded, likeness, loudness, outline, write

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Audio

EXPERIMENTAL = {"options": {"strict": "-2"}}

EXACT: list[tuple[str, str, int, str]] = [
    *(
        ("wav", codec, 16_000, "mono")
        for codec in ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le", "g722")
    ),
    *(("wav", codec, 8_000, "mono") for codec in ("pcm_mulaw", "pcm_alaw")),
    *(("wav", codec, 22_050, "mono") for codec in ("adpcm_ms", "adpcm_ima_wav", "adpcm_yamaha")),
    *(("wav", "pcm_s16le", rate, "mono") for rate in (8_000, 11_025, 22_050, 32_000, 37_800, 44_100, 96_000, 192_000)),
    *(("wav", "pcm_f64le", 44_100, layout) for layout in ("stereo", "5.1", "7.1")),
    *(("flac", "flac", rate, layout) for rate, layout in ((16_000, "mono"), (96_000, "stereo"), (192_000, "5.1"))),
    *((suffix, "alac", 44_100, "stereo") for suffix in ("m4a", "mov", "caf")),
    *((suffix, "pcm_mulaw", 8_000, "mono") for suffix in ("au", "aifc", "ul", "ulaw")),
    *((suffix, "pcm_alaw", 8_000, "mono") for suffix in ("al", "alaw")),
    *((suffix, "pcm_s16le", 48_000, "stereo") for suffix in ("mov", "mkv", "mka", "avi", "nut", "w64")),
    *((suffix, "pcm_s24be", 44_100, "stereo") for suffix in ("aiff", "mov", "caf")),
    *((suffix, "adpcm_ima_qt", 44_100, "mono") for suffix in ("mov", "caf")),
    *(("mkv", "pcm_s32le", 96_000, layout) for layout in ("mono", "5.1")),
    *((suffix, "flac", 48_000, "stereo") for suffix in ("mkv", "mka", "ogg", "oga")),
    *(("tta", "tta", 44_100, layout) for layout in ("mono", "stereo")),
    *(("wv", "wavpack", 44_100, layout) for layout in ("mono", "stereo")),
    *((("voc", "pcm_u8", 8_000, "mono"), ("adx", "adpcm_adx", 44_100, "mono"), ("g722", "g722", 16_000, "mono"))),
]
LOSSY: list[tuple[str, str, int, str]] = [
    *(("mp3", "libmp3lame", rate, "mono") for rate in (8_000, 16_000, 22_050, 48_000)),
    *((suffix, "libmp3lame", 44_100, "stereo") for suffix in ("mp3", "mp4", "avi", "flv", "swf")),
    *((suffix, "mp2", 48_000, "stereo") for suffix in ("mp2", "mpg", "ts", "wtv")),
    *(
        (suffix, "aac", 44_100, "stereo")
        for suffix in ("m4a", "m4b", "mp4", "mov", "3gp", "3g2", "f4v", "aac", "ts", "mkv")
    ),
    *(("m4a", "aac", rate, "mono") for rate in (8_000, 16_000, 96_000)),
    *((suffix, "aac", 48_000, "5.1") for suffix in ("mp4", "mkv", "ts")),
    *((suffix, "libopus", 48_000, "stereo") for suffix in ("opus", "ogg", "webm", "mkv", "mp4", "ts")),
    *(("opus", "libopus", rate, "mono") for rate in (8_000, 16_000, 24_000)),
    ("opus", "libopus", 48_000, "5.1"),
    *((suffix, "vorbis", 44_100, "stereo") for suffix in ("ogg", "oga", "ogv", "webm", "mkv")),
    *((suffix, "wmav2", 44_100, "stereo") for suffix in ("wma", "wmv", "asf")),
    ("wma", "wmav1", 44_100, "stereo"),
    *((suffix, "ac3", 48_000, "5.1") for suffix in ("ac3", "vob", "mts", "mkv", "avi")),
    *((suffix, "eac3", 48_000, "stereo") for suffix in ("eac3", "m2ts")),
    ("flv", "nellymoser", 22_050, "mono"),
]
TELEPHONE: list[tuple[str, str, int, str]] = [
    *((suffix, "libopencore_amrnb", 8_000, "mono") for suffix in ("amr", "3gp")),
    *(("wav", codec, 8_000, "mono") for codec in ("g723_1", "g726")),
    ("rm", "real_144", 8_000, "mono"),
]  # fmt: skip
OPTIONS: dict[str, dict[str, Any]] = {  # by codec or suffix
    "ulaw": {"container": "mulaw"},
    "alaw": {"container": "alaw"},
    "vorbis": EXPERIMENTAL,
    "flac": EXPERIMENTAL,
    "wmav1": {"bit_rate": 128_000},
    "wmav2": {"bit_rate": 128_000},
    "g723_1": {"bit_rate": 6_300},
}


def written(folder: Path, speech: Audio, suffix: str, codec: str, rate: int, layout: str) -> Path:
    path = folder / f"{codec} {rate}.{suffix}"
    return write(path, speech.samples, codec, rate, layout, **(OPTIONS.get(codec, {}) | OPTIONS.get(suffix, {})))


def as_long(heard: Audio, speech: Audio, rate: int) -> bool:
    """Within 60 ms; codecs fill their last frame up, which lasts longer at low rates."""
    return abs(heard.duration - speech.duration) <= max(0.06, 1800 / rate)


@pytest.mark.parametrize(("suffix", "codec", "rate", "layout"), EXACT)
def test_sound_kept_as_it_is(tmp_path: Path, speech: Audio, suffix: str, codec: str, rate: int, layout: str) -> None:
    heard = decoded(written(tmp_path, speech, suffix, codec, rate, layout))
    assert as_long(heard, speech, rate)
    assert likeness(speech.samples, heard.samples) > 0.998
    assert loudness(heard.samples) == pytest.approx(loudness(speech.samples), rel=0.02)


@pytest.mark.parametrize(("suffix", "codec", "rate", "layout"), LOSSY)
def test_sound_made_small(tmp_path: Path, speech: Audio, suffix: str, codec: str, rate: int, layout: str) -> None:
    heard = decoded(written(tmp_path, speech, suffix, codec, rate, layout))
    assert as_long(heard, speech, rate)
    assert likeness(speech.samples, heard.samples) > 0.98
    assert loudness(heard.samples) == pytest.approx(loudness(speech.samples), rel=0.08)


@pytest.mark.parametrize(("suffix", "codec", "rate", "layout"), TELEPHONE)
def test_sound_of_telephones(tmp_path: Path, speech: Audio, suffix: str, codec: str, rate: int, layout: str) -> None:
    heard = decoded(written(tmp_path, speech, suffix, codec, rate, layout))
    assert as_long(heard, speech, rate)
    assert likeness(outline(speech.samples), outline(heard.samples)) > 0.96


def test_gsm_of_telephone_systems(tmp_path: Path) -> None:
    """There is no encoder: 100 frames of 20 ms that hold nothing."""
    path = tmp_path / "voicemail.gsm"
    path.write_bytes((b"\xd0" + bytes(32)) * 100)
    assert decoded(path).duration == pytest.approx(2.0, abs=0.06)


def test_the_name_decides_nothing(tmp_path: Path, speech: Audio) -> None:
    truth = write(tmp_path / "speech.m4a", speech.samples, "aac", 44_100).read_bytes()
    for name in (
        "speech.wav",
        "speech.mp3",
        "speech.m3u8",
        "speech.png",
        "speech.txt",
        "speech",
        ".hidden",
        "%03d.jpg",
    ):
        path = tmp_path / name
        path.write_bytes(truth)
        assert likeness(speech.samples, decoded(path).samples) > 0.98


def test_duration_is_told_before_anything_is_decoded(tmp_path: Path, speech: Audio) -> None:
    for suffix, codec in (
        ("wav", "pcm_s16le"),
        ("flac", "flac"),
        ("m4a", "aac"),
        ("webm", "libopus"),
        ("mp3", "libmp3lame"),
    ):
        with opened(written(tmp_path, speech, suffix, codec, 48_000, "mono")) as source:
            assert source.duration == pytest.approx(speech.duration, abs=0.06)
