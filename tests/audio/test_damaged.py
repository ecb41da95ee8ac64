"""Files that are cut off or broken give what they have, or say what is wrong with them."""

from __future__ import annotations

import functools
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.decode import opened
from asrpro.domain import Audio
from asrpro.errors import SourceError
from audio.media import decoded, film, likeness, wav, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STREAMED = [
    *(("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "libmp3lame"), ("aac", "aac"), ("opus", "libopus")),
    *(("ogg", "vorbis"), ("webm", "libopus"), ("mka", "flac"), ("ts", "aac"), ("mpg", "mp2"), ("avi", "libmp3lame")),
    *(("flv", "libmp3lame"), ("ac3", "ac3"), ("aiff", "pcm_s16be"), ("au", "pcm_s16be"), ("w64", "pcm_s16le")),
    *(("wma", "wmav2"), ("wv", "wavpack"), ("tta", "tta")),  # the last two are not found again after damage
]
INDEXED = [("mp4", "aac"), ("m4a", "alac"), ("mov", "pcm_s16le"), ("3gp", "aac"), ("m4b", "aac")]


@pytest.fixture(scope="module")
def long(speech: Audio) -> Audio:
    return Audio(np.tile(speech.samples, 4))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, long: Audio) -> Callable[[str, str], bytes]:
    """The bytes of a file in good order."""
    folder = tmp_path_factory.mktemp("whole")

    @functools.cache
    def read(suffix: str, codec: str) -> bytes:
        options = {"bit_rate": 128_000, "options": {"strict": "-2"}}
        return write(folder / f"whole.{suffix}", long.samples, codec, 48_000, "stereo", **options).read_bytes()

    return read


@pytest.mark.parametrize(("suffix", "codec"), STREAMED)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.999])
def test_a_cut_off_file_gives_what_it_has(
    tmp_path: Path, long: Audio, whole: Callable[[str, str], bytes], suffix: str, codec: str, part: float
) -> None:
    data = whole(suffix, codec)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(data[: round(len(data) * part)])
    heard = decoded(path)
    assert part * long.duration - 2.6 < heard.duration < part * long.duration + 1.5
    length = len(heard.samples) - 8000
    assert likeness(long.samples[:length], heard.samples[:length]) > 0.9


@pytest.mark.parametrize(("suffix", "codec"), INDEXED)
@pytest.mark.parametrize("part", [0.01, 0.3, 0.9])
def test_a_cut_off_file_without_its_index_says_so(
    tmp_path: Path, whole: Callable[[str, str], bytes], suffix: str, codec: str, part: float
) -> None:
    data = whole(suffix, codec)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(data[: round(len(data) * part)])
    with pytest.raises(SourceError, match="is cut off: its index") as told:
        decoded(path)
    assert "Copy it again" in told.value.hint


@pytest.mark.parametrize(("suffix", "codec"), INDEXED)
def test_an_index_that_is_cut_gives_all_or_says_so(
    tmp_path: Path, long: Audio, whole: Callable[[str, str], bytes], suffix: str, codec: str
) -> None:
    data, path = whole(suffix, codec), tmp_path / f"cut.{suffix}"
    index = data.index(b"moov")
    sentences = set()
    for end in np.linspace(index, len(data), 40, dtype=int):
        path.write_bytes(data[:end])
        try:
            assert decoded(path).duration == pytest.approx(long.duration, abs=0.06)
        except SourceError as error:
            sentences.add(error.title)
    assert sentences == {f"cut.{suffix} is cut off: its index, which is written last, is missing."}


def test_a_large_file_without_its_index_says_so(tmp_path: Path) -> None:
    path = tmp_path / "camera.mp4"
    with path.open("wb") as file:
        file.write(struct.pack(">I4s8x", 16, b"ftyp") + struct.pack(">I4sQ", 1, b"mdat", 6 << 30) + b"film" * 1000)
        file.truncate(5 << 30)
    with pytest.raises(SourceError, match="is cut off: its index"):
        decoded(path)


@pytest.mark.parametrize("flags", ["faststart", "frag_keyframe+empty_moov"])
def test_a_cut_off_file_whose_index_comes_first_gives_what_it_has(
    tmp_path: Path, long: Audio, whole: Callable[[str, str], bytes], flags: str
) -> None:
    import av

    source, path = tmp_path / "last.m4a", tmp_path / "first.mp4"
    source.write_bytes(whole("m4a", "aac"))
    with av.open(str(source)) as given, av.open(str(path), "w", options={"movflags": flags}) as container:
        track = container.add_stream_from_template(given.streams[0])
        for packet in given.demux():
            if packet.dts is not None:
                packet.stream = track
                container.mux(packet)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard = decoded(path)
    assert 0.3 * long.duration < heard.duration < 0.6 * long.duration
    assert likeness(long.samples[: len(heard.samples)], heard.samples) > 0.98


@pytest.mark.parametrize(("suffix", "codec"), [("mka", "flac"), ("webm", "libopus"), ("flac", "flac"), ("mp4", "aac")])
def test_what_is_missing_in_the_middle_is_told(
    tmp_path: Path, long: Audio, whole: Callable[[str, str], bytes], suffix: str, codec: str
) -> None:
    data, path = bytearray(whole(suffix, codec)), tmp_path / f"hole.{suffix}"
    path.write_bytes(data)
    with opened(path) as source:
        assert sum(block.duration for block in source.blocks) == pytest.approx(long.duration, abs=0.2)
        assert source.holes == []
    first, last = round(len(data) * 0.4), round(len(data) * 0.6)
    data[first:last] = bytes(last - first)
    path.write_bytes(data)
    with opened(path) as source:
        assert sum(block.duration for block in source.blocks) == pytest.approx(long.duration, abs=0.5)
        ((start, end),) = source.holes
    assert start == pytest.approx(0.4 * long.duration, abs=0.15 * long.duration)
    assert 0.5 * long.duration < end < long.duration  # some formats are found again only seconds later


@pytest.mark.parametrize(("suffix", "codec"), [*STREAMED[:-2], *INDEXED])
def test_broken_pieces_cost_only_themselves(
    tmp_path: Path, long: Audio, whole: Callable[[str, str], bytes], suffix: str, codec: str
) -> None:
    data, path = bytearray(whole(suffix, codec)), tmp_path / f"broken.{suffix}"
    noise = np.random.default_rng(3)
    for place in (0.3, 0.35, 0.4):
        start = round(len(data) * place)
        data[start : start + 300] = noise.bytes(300)
    path.write_bytes(data)
    heard = decoded(path)
    assert heard.duration == pytest.approx(long.duration, abs=3.5)
    length = round(0.25 * len(long.samples))
    assert likeness(long.samples[:length], heard.samples[:length]) > 0.9
    if suffix not in {"mpg", "wma"}:
        assert likeness(long.samples[-length:], heard.samples[-length:]) > 0.9


@pytest.mark.parametrize(
    ("suffix", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("opus", "libopus"), ("m4a", "aac")]
)
def test_a_file_of_no_sound_at_all(tmp_path: Path, speech: Audio, suffix: str, codec: str) -> None:
    path = write(tmp_path / f"none.{suffix}", speech.samples[:0], codec, 48_000)
    with pytest.raises(SourceError, match=r"ends before its sound begins|cut off|has no sound"):
        decoded(path)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi", "ts"])
def test_a_video_without_sound(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(SourceError, match=r"silent\.\w+ has no sound") as told:
        decoded(film(tmp_path / f"silent.{suffix}"))
    assert "audio track" in told.value.hint


def test_packets_of_which_none_can_be_decoded(tmp_path: Path, whole: Callable[[str, str], bytes]) -> None:
    """As protected files are: a sound container with noise in it."""
    data, path = bytearray(whole("m4a", "aac")), tmp_path / "protected.m4a"
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    data[start:end] = b"\xff" * (end - start)
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"Nothing in protected\.m4a can be decoded"):
        decoded(path)


def test_sound_of_an_unknown_kind(tmp_path: Path, speech: Audio) -> None:
    path = wav(tmp_path / "odd.wav", speech.samples[None, :])
    data = bytearray(path.read_bytes())
    data[20:22] = b"\x34\x12"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="of a kind that is not known here"):
        decoded(path)


@pytest.mark.parametrize("claim", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_length_that_is_not_true(tmp_path: Path, speech: Audio, claim: int) -> None:
    """Recorders that are switched off leave zero or the highest number behind."""
    path = wav(tmp_path / "claims.wav", speech.samples[None, :])
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack("<I", claim)
    path.write_bytes(data)
    if claim == 1:
        with pytest.raises(SourceError):
            decoded(path)
    else:
        assert decoded(path).duration == pytest.approx(speech.duration, abs=0.06)


def test_a_stream_that_begins_later_is_passed_by(tmp_path: Path, long: Audio) -> None:
    """One bit of a packet's stream number, beyond where FFmpeg looks for streams: PyAV does not know such a one."""
    path = write(tmp_path / "long.mpg", np.tile(long.samples, 14), "mp2", 48_000)
    data = bytearray(path.read_bytes())
    data[data.index(b"\x00\x00\x01\xc0", len(data) * 9 // 10) + 3] = 0xC1
    path.write_bytes(data)
    assert decoded(path).duration == pytest.approx(14 * long.duration, abs=0.5)
