"""A WAV that was cut short still says how long it should be."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.audio import riff
from asrpro.audio.decode import opened
from audio.media import decoded, wav, write

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Audio

RATE = 32_000
FORM = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE // 2, RATE, 2, 16)


def promised(path: Path, data: bytes) -> float | None:
    path.write_bytes(data)
    with path.open("rb", buffering=0) as file:
        return riff.promised(file)


def chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(content) if size is None else size) + content + b"\0" * (len(content) % 2)


@pytest.mark.parametrize(
    ("codec", "rate", "layout"),
    [("pcm_s16le", 16_000, "mono"), ("pcm_f32le", 48_000, "stereo"), ("pcm_alaw", 8_000, "mono")],
)
def test_what_a_file_claimed_is_told_when_it_is_cut(
    tmp_path: Path, speech: Audio, codec: str, rate: int, layout: str
) -> None:
    whole = write(tmp_path / "whole.wav", speech.samples, codec, rate, layout)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    for path in (whole, cut):
        with opened(path) as source:
            assert source.duration == pytest.approx(speech.duration, abs=0.02)
    assert decoded(cut).duration == pytest.approx(speech.duration / 3, abs=0.1)
    assert decoded(whole).duration == pytest.approx(speech.duration, abs=0.02)


def test_a_whole_file_has_all_it_promises(tmp_path: Path, speech: Audio) -> None:
    whole = wav(tmp_path / "whole.wav", speech.samples[None, :]).read_bytes()
    assert promised(tmp_path / "it.wav", whole) is None
    assert promised(tmp_path / "it.wav", whole + chunk(b"LIST", b"INFO")) is None
    assert promised(tmp_path / "it.wav", whole[:-2]) == pytest.approx(speech.duration, abs=0.001)


@pytest.mark.parametrize("size", [0, 0x7FFFFFFF, 0x7FFFF000, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFF - 44])
def test_what_a_pipe_was_written_with_is_no_promise(tmp_path: Path, size: int) -> None:
    head = b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE"
    assert promised(tmp_path / "it.wav", head + FORM + chunk(b"data", b"\1\2" * 100, size)) is None


def test_chunks_before_the_sound_are_passed_by(tmp_path: Path) -> None:
    odd = chunk(b"bext", b"of odd length")
    data = b"RIFF\0\0\0\0WAVE" + odd + FORM + odd + chunk(b"data", b"\1\2" * 100, 5 * RATE)
    assert promised(tmp_path / "it.wav", data) == 5.0


@pytest.mark.parametrize("size", [0xFFFFFFFF, 5 * RATE])
def test_files_of_many_gigabytes_say_it_elsewhere(tmp_path: Path, size: int) -> None:
    long = chunk(b"ds64", struct.pack("<QQQI", 0, 200_000 * RATE, 0, 0))
    data = b"RF64\xff\xff\xff\xffWAVE" + long + FORM + chunk(b"data", b"\1\2" * 100, size)
    assert promised(tmp_path / "it.wav", data) == (200_000.0 if size == 0xFFFFFFFF else 5.0)


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\0\0\0\0AVI " + FORM + chunk(b"data", b"", RATE),
        b"RIFF\0\0\0\0WAVE" + chunk(b"data", b"", RATE),  # how fast it goes is not known
        b"RIFF\0\0\0\0WAVE" + FORM,
        b"RF64\0\0\0\0WAVE" + FORM + b"data",
        b"RIFF\0\0\0\0WAVE" + chunk(b"junk", b"") * 1000 + FORM + chunk(b"data", b"", RATE),
    ],
)
def test_what_says_nothing(tmp_path: Path, data: bytes) -> None:
    assert promised(tmp_path / "it.wav", data) is None


@given(head=st.binary(max_size=500), kind=st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"RF64\0\0\0\0WAVE" + FORM]))
def test_anything_is_looked_at(tmp_path_factory: pytest.TempPathFactory, head: bytes, kind: bytes) -> None:
    found = promised(tmp_path_factory.getbasetemp() / "anything.wav", kind + head)
    assert found is None or found > 0
