"""Whatever bytes a file holds: an answer in time, no crash, no connection, and no more memory than is allowed."""

from __future__ import annotations

import contextlib
import os
import struct
import time
import zlib
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.audio.gate import Gate
from asrpro.errors import SourceError
from asrpro.runtime.ears import MAIN, Ears
from asrpro.runtime.parent import Child, ChildFailed
from audio.media import decoded, film, likeness, peak, wav, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Audio

SUFFIXES = st.sampled_from(
    ["", *[".wav", ".mp3", ".mp4", ".mkv", ".ogg", ".flac", ".ul", ".gsm", ".g722", ".m3u8", ".png"]]
)
MAGIC = st.sampled_from(
    [
        *(b"", b"RIFF\xff\xff\xff\xffWAVEfmt ", b"OggS\0\2", b"fLaC\0\0\0\x22", b"ID3\4\0\0\0\0\0\0"),
        *(b"\xff\xfb\x90\x64", b"\0\0\0\x18ftypisom", b"\x1a\x45\xdf\xa3", b"FORM\0\0\0\0AIFFCOMM", b"#!AMR\n"),
        *(b"FLV\1\5\0\0\0\x09", b"caff\0\1", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c"),
        *(b"\x89PNG\r\n\x1a\n", b"GIF89a", b"MThd\0\0\0\6", b"\x47\x40\0\x10", b"\0\0\1\xba", b"wvpk", b"TTA1"),
        *(b".snd\0\0\0\x18", b"NIST_1A\n   1024\n", b"\xff\xf1\x50\x80", b"PK\3\4", b"%PDF-1.4\n", b"\x7fELF"),
        *(b"#EXTM3U\n", b"ffconcat version 1.0\n", b"<?xml version='1.0'?><MPD "),
    ]
)
PIECES = st.sampled_from([b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff"]) | st.binary(min_size=1, max_size=8)
KINDS = [
    *(("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "libmp3lame"), ("aac", "aac"), ("opus", "libopus")),
    *(("webm", "libopus"), ("m4a", "aac"), ("mov", "alac"), ("ts", "aac"), ("mpg", "mp2"), ("avi", "libmp3lame")),
    *(
        ("flv", "libmp3lame"),
        ("aiff", "pcm_s16be"),
        ("caf", "alac"),
        ("wma", "wmav2"),
        ("wv", "wavpack"),
        ("rm", "ac3"),
    ),
]


class Prey:
    """One child that is asked to hear file after file, as no program would."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "hostile"
        self._child = Child(MAIN)
        self.pid = self._child.pid

    def hear(self, data: bytes, suffix: str = "") -> None:
        """Have it open the file and hear its beginning."""
        path = self._path.with_suffix(suffix)
        path.write_bytes(data)
        request = {"op": "open", "path": os.fsencode(path), "gate": asdict(Gate())}
        began = time.monotonic()
        with contextlib.suppress(SourceError):
            reply = self._child.ask(request, 20)
            for _block in range(20):
                if reply["kind"] == "end":
                    break
                reply = self._child.ask({"op": "next"}, 20)
        path.unlink()
        assert time.monotonic() - began < 20
        assert self._child.alive
        assert not [link for link in self._links() if link.startswith("socket:")]

    def _links(self) -> Iterator[str]:
        for name in Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                yield str(name.readlink())

    def close(self) -> None:
        self._child.close()


@pytest.fixture(scope="module")
def prey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prey]:
    with contextlib.closing(Prey(tmp_path_factory.mktemp("hostile"))) as prey:
        yield prey


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, speech: Audio) -> list[bytes]:
    """One short file of each kind."""
    folder = tmp_path_factory.mktemp("good")
    files = [
        write(folder / f"good.{suffix}", speech.samples[:16_000], codec, 48_000, bit_rate=128_000)
        for suffix, codec in KINDS
    ]
    return [file.read_bytes() for file in files]


@given(magic=MAGIC, rest=st.binary(max_size=3000), suffix=SUFFIXES)
def test_any_bytes(prey: Prey, magic: bytes, rest: bytes, suffix: str) -> None:
    prey.hear(magic + rest, suffix)


@given(data=st.data())
def test_good_files_with_changes(prey: Prey, good: list[bytes], data: st.DataObject) -> None:
    """Bytes set, cut out, doubled or put in, mostly near the beginning, where headers are."""
    file = bytearray(data.draw(st.sampled_from(good)))
    for _change in range(data.draw(st.integers(1, 8))):
        place = min(int(data.draw(st.floats(0, 1)) ** 3 * len(file)), max(0, len(file) - 1))
        piece = data.draw(PIECES)
        match data.draw(st.sampled_from(["set", "cut", "double", "put"])):
            case "set":
                file[place : place + len(piece)] = piece
            case "cut":
                del file[place : place + len(piece) * 50]
            case "double":
                file[place:place] = file[place : place + 1000]
            case _:
                file[place:place] = piece
    prey.hear(bytes(file))


def test_the_same_child_heard_all_of_it(prey: Prey, good: list[bytes]) -> None:
    for file in good:
        prey.hear(file)


def picture(width: int, height: int) -> bytes:
    """A PNG of one colour, small as a file and large in memory."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packed = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    body = b"".join(packed.compress(row) for _row in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def heard(path: Path) -> tuple[int, Any]:
    """The highest memory of a new child that hears this file, in KiB, and the error it told, if any."""
    error = None
    with contextlib.closing(Ears()) as ears:
        try:
            with ears.opened(path, Gate()) as source:
                for _found in source.utterances:
                    pass
                return peak(ears), None
        except SourceError as told:
            error = told
    return 0, error


def test_an_enormous_cover_picture_costs_nothing(tmp_path: Path, speech: Audio) -> None:
    import av

    plain = write(tmp_path / "plain.mp3", speech.samples, "libmp3lame", 44_100)
    covered = tmp_path / "covered.mp3"
    cover = picture(10_000, 10_000)
    with av.open(str(plain)) as given, av.open(str(covered), "w") as container:
        sound = container.add_stream_from_template(given.streams[0])
        image = container.add_stream("png", rate=1)
        image.width = image.height = 10_000
        image.pix_fmt = "rgb24"
        image.disposition = av.stream.Disposition.attached_pic
        packet = av.Packet(cover)
        packet.stream, packet.pts, packet.dts, packet.time_base = image, 0, 0, Fraction(1, 90_000)
        container.mux(packet)
        for packet in given.demux():
            if packet.dts is not None:
                packet.stream = sound
                container.mux(packet)
    assert likeness(speech.samples, decoded(covered).samples) > 0.98
    assert heard(covered)[0] < heard(plain)[0] + 10_000


def test_large_pictures_of_a_video_cost_little(tmp_path: Path, speech: Audio) -> None:
    small = film(tmp_path / "small.mkv", (speech.samples, 0.0), codec="libopus", seconds=1)
    large = film(tmp_path / "large.mkv", (speech.samples, 0.0), codec="libopus", seconds=1, size=(4096, 4096))
    # The least of several: what lies in files counts as well, and of that a busy system has more or less at hand.
    with_large, with_small = (min(heard(one)[0] for _time in range(3)) for one in (large, small))
    assert with_large < with_small + 20_000


@pytest.mark.parametrize("place", [22, 24, 28, 32, 34, 40])
@pytest.mark.parametrize("claim", [b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\0"])
def test_wild_claims_of_a_wav(tmp_path: Path, speech: Audio, prey: Prey, place: int, claim: bytes) -> None:
    data = bytearray(wav(tmp_path / "claims.wav", speech.samples[None, :]).read_bytes())
    width = 2 if place in {22, 32, 34} else 4
    data[place : place + width] = claim[:width]
    prey.hear(bytes(data))


def test_a_file_that_asks_for_all_memory_harms_nobody(tmp_path: Path) -> None:
    """4 billion samples a second would need filters of gigabytes."""
    path = wav(tmp_path / "fast.wav", np.zeros((1, 200_000), np.float32), 0xFFFFFFFF)
    size, error = heard(path)
    assert size == 0
    assert isinstance(error, SourceError)
    assert "fast.wav" in error.title


def test_a_child_has_bounds(tmp_path: Path, speech: Audio) -> None:
    path = wav(tmp_path / "speech.wav", speech.samples[None, :])
    with contextlib.closing(Ears()) as ears, ears.opened(path, Gate()):
        (pid,) = ears.pids
        limits = Path(f"/proc/{pid}/limits").read_text("ascii")
    bounds = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert int(bounds["Max address space"]) < 4 << 30
    assert int(bounds["Max cpu time"]) < 200


def test_prey_that_fails_would_be_seen(prey: Prey, caplog: pytest.LogCaptureFixture) -> None:
    """The control: what is the program's own error does not pass for a sentence about the file."""
    with pytest.raises(ChildFailed):
        prey._child.ask({"op": "open", "path": b"/"}, 20)
    assert "an error in a child" in caplog.text
