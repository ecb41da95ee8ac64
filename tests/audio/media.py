"""Writes sound, with or without pictures, into files of every kind, and tells how alike two sounds are."""

from __future__ import annotations

import itertools
import struct
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from asrpro.audio.decode import opened
from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asrpro.runtime.ears import Ears

    Samples = NDArray[np.float32]

CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6, "7.1": 8}


def decoded(path: Path) -> Audio:
    """All that is heard of a file, and that its blocks follow one another."""
    with opened(path) as source:
        blocks = list(source.blocks)
    for before, after in itertools.pairwise(blocks):
        assert abs(after.start - before.end) < 1e-9
    assert blocks[0].start == 0.0
    return Audio.join(blocks)


def likeness(one: Samples, other: Samples) -> float:
    """The highest normalised correlation, 0.0 to 1.0, within 60 ms of delay."""
    size = 1 << (len(one) + len(other)).bit_length()
    found = np.fft.irfft(np.fft.rfft(one, size).conj() * np.fft.rfft(other, size))
    near = round(0.06 * SAMPLE_RATE)
    best = max(found[:near].max(), found[-near:].max())
    return float(best / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9))


def outline(samples: Samples) -> Samples:
    """How loud each 20 ms are: all that codecs made for telephones keep of a wave."""
    whole = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    return np.sqrt((whole**2).mean(axis=1)).astype(np.float32)


def loudness(samples: Samples) -> float:
    return float(np.sqrt((samples**2).mean()))


def write(
    path: Path, samples: Samples, codec: str, rate: int = SAMPLE_RATE, layout: str = "mono", **options: Any
) -> Path:
    """A file whose only track has this sound in all of its channels; the suffix says which container."""
    import av

    with av.open(str(path), "w", format=options.pop("container", None)) as container:
        track = container.add_stream(codec, rate=rate, layout=layout, **options)
        container.start_encoding()
        for packet in encoded(track, samples):
            container.mux(packet)
    return path


def lengthened(path: Path, source: Path, times: int) -> Path:
    """The same packets of sound again and again, in no time."""
    import av

    with av.open(str(source)) as given, av.open(str(path), "w") as container:
        track = container.add_stream_from_template(given.streams[0])
        packets = [(bytes(packet), packet.duration, packet.time_base) for packet in given.demux() if packet.size]
        position = 0
        for data, duration, time_base in packets * times:
            packet = av.Packet(data)
            packet.stream, packet.time_base, packet.duration = track, time_base, duration
            packet.pts = packet.dts = position
            position += duration
            container.mux(packet)
    return path


def film(path: Path, *tracks: tuple[Samples, float], codec: str = "aac", seconds: float = 3.0, **picture: Any) -> Path:
    """A video of a grey wall with tracks of sound, each beginning some seconds into it."""
    import av

    with av.open(str(path), "w") as container:
        wall = container.add_stream(picture.pop("codec", "mpeg4"), rate=10)
        wall.width, wall.height = picture.pop("size", (64, 48))
        wall.pix_fmt = picture.pop("pixels", "yuv420p")
        sounds = [container.add_stream(codec, rate=48_000, layout="mono") for _track in tracks]
        packets = list(_pictures(wall, seconds))
        for sound, (samples, start) in zip(sounds, tracks, strict=True):
            packets += encoded(sound, samples, start)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return path


def _pictures(wall: Any, seconds: float) -> Iterator[Any]:
    import av

    for number in range(round(seconds * 10)):
        picture = av.VideoFrame(wall.width, wall.height, wall.pix_fmt)
        picture.pts, picture.time_base = number, Fraction(1, 10)
        yield from wall.encode(picture)
    yield from wall.encode(None)


def encoded(track: Any, samples: Samples, start: float = 0.0) -> Iterator[Any]:
    """Packets of a track that begins `start` seconds into the file."""
    import av

    rate, context = track.rate, track.codec_context
    position = round(start * rate)
    fifo = av.AudioFifo()
    for frame in _shaped(samples, rate, context.layout.name, context.format.name) if len(samples) else ():
        frame.pts = None
        fifo.write(frame)
    while (frame := fifo.read(context.frame_size or 1024, partial=True)) is not None:
        frame.pts, frame.time_base = position, Fraction(1, rate)
        position += frame.samples
        yield from track.encode(frame)
    yield from track.encode(None)


def _shaped(samples: Samples, rate: int, layout: str, shape: str) -> list[Any]:
    """The same sound in every channel."""
    import av

    frame = av.AudioFrame.from_ndarray(samples[None, :], "fltp", "mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler("fltp", "mono", rate)
    resampled = np.concatenate(
        [part.to_ndarray()[0] for part in [*resampler.resample(frame), *resampler.resample(None)]]
    )
    copies = av.AudioFrame.from_ndarray(np.repeat(resampled, CHANNELS[layout])[None, :], "flt", layout)
    copies.sample_rate = rate
    return list(av.AudioResampler(shape, layout, rate).resample(copies))


def wav(path: Path, channels: Samples, rate: int = SAMPLE_RATE, shape: str = "<i2") -> Path:
    """A WAV of samples of shape (channels, n) that says nothing about where its channels belong."""
    samples = channels if shape == "<f4" else channels * 32767
    body = np.ascontiguousarray(samples.T.astype(shape)).tobytes()
    width, count = np.dtype(shape).itemsize, len(channels)
    kind = 3 if shape == "<f4" else 1
    speed = min(rate * width * count, 0xFFFFFFFF)
    form = struct.pack("<HHIIHH", kind, count, rate, speed, width * count, width * 8)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(body))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(head) + len(body)) + head + body)
    return path


def peak(ears: Ears) -> int:
    """The highest memory that the only child has had, in KiB."""
    (pid,) = ears.pids
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])
