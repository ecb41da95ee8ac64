"""Any file that FFmpeg reads, as a stream of Audio in constant memory; opened as a stranger's."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from asrpro.audio import sniff
from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 10.0
"""Seconds resampled at once: long enough that Python's share of the work is small."""
HOLE = 0.2
"""Seconds that timestamps must jump ahead before silence is put in: codecs round."""
LONGEST_HOLE = 6 * 3600.0
"""Seconds after which a jump is a damaged timestamp and not a hole."""

# Formats that only point at other files, addresses or devices: never opened, whatever a name or contents ask for.
_POINTERS = {
    *("hls", "dash", "concat", "sdp", "rtsp", "rtp", "webm_dash_manifest", "image2", "image2pipe", "tty"),
    *("lavfi", "alsa", "oss", "pulse", "fbdev", "kmsgrab", "x11grab", "video4linux2,v4l2", "avfoundation", "dshow"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file."""

    duration: float | None
    """Seconds; None where the file does not say."""
    blocks: Iterator[Audio]
    """Its sound in order, without gaps."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file's first audio track.

    It is opened under a name of our own, so that its own name decides nothing, and it may name no network address.
    A truncated file gives what it has.

    Raises:
        SourceError: it is missing, a folder, empty, unreadable, text, a playlist, without sound or no media; while
            its blocks are taken: when nothing of it can be decoded.
    """
    import av

    sniff.check(path)
    with contextlib.ExitStack() as stack:
        alias = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="asrpro-"))) / "media"
        try:
            alias.symlink_to(path.resolve())
        except OSError:  # Windows, without the right to make links
            alias = path
        allowed = ",".join(sorted(av.formats_available - _POINTERS))
        try:
            container = stack.enter_context(
                av.open(str(alias), options={"protocol_whitelist": "file", "format_whitelist": allowed})
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise SourceError(
                _("{name} is not an audio or video file that can be read.").format(name=path.name),
                _("It may be damaged, cut off, still being written, or protected."),
            ) from error
        if not container.streams.audio:
            raise SourceError(_("{name} has no sound.").format(name=path.name), _("Give a file with an audio track."))
        duration = container.duration / av.time_base if container.duration and container.duration > 0 else None
        yield Source(duration, _blocks(container, path))


def _blocks(container: Any, path: Path) -> Iterator[Audio]:
    """All sound from the container's start, with silence where timestamps jump ahead."""
    import av

    origin = (container.start_time or 0) / av.time_base
    joint = _Joint()
    for frame in _frames(container, path):
        if joint.differs(frame):
            yield from joint.drained()
        if frame.time is not None:
            hole = frame.time - origin - joint.position
            if HOLE < hole < LONGEST_HOLE:
                yield from joint.drained()
                yield from joint.silence(hole)
        if joint.add(frame) >= BLOCK:
            yield from joint.resampled()
    yield from joint.drained()
    if not joint.sent:
        raise SourceError(
            _("Nothing in {name} can be decoded.").format(name=path.name), _("It may be damaged, cut off or protected.")
        )


def _frames(container: Any, path: Path) -> Iterator[Any]:
    """Decoded frames; a damaged packet costs only itself, and a cut-off file ends where it is cut."""
    import av

    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except av.EOFError:
            return
        except av.InvalidDataError:
            continue
        except (av.FFmpegError, OSError) as error:
            raise SourceError(
                _("{name} cannot be read to its end.").format(name=path.name), _("Is its disk still there?")
            ) from error


class _Joint:
    """Turns frames of whatever shape into blocks of 16 kHz mono, end to end."""

    def __init__(self) -> None:
        self.sent = 0
        """Samples given out."""
        self._shape: tuple[str, str, int] | None = None
        self._waiting = 0.0
        self._fifo: Any = None
        self._resampler: Any = None

    @property
    def position(self) -> float:
        """Seconds of source taken in so far."""
        return self.sent / SAMPLE_RATE + self._waiting

    def differs(self, frame: Any) -> bool:
        """Whether this frame cannot follow the last one: chained streams change their shape."""
        return self._shape not in (None, _shape(frame))

    def add(self, frame: Any) -> float:
        """Take a frame; returns the seconds that wait to be resampled."""
        import av

        if self._shape is None:
            self._shape = _shape(frame)
            self._fifo, self._resampler = av.AudioFifo(), av.AudioResampler("flt", "mono", SAMPLE_RATE)
        frame.pts = None
        self._fifo.write(frame)
        self._waiting = self._fifo.samples / frame.sample_rate
        return self._waiting

    def resampled(self) -> Iterator[Audio]:
        """What waits, as Audio; the resampler keeps a little back for a seamless next block."""
        block = self._fifo.read(0, partial=True) if self._fifo else None
        self._waiting = 0.0
        if block is not None:
            yield from self._given(self._resampler.resample(block))

    def drained(self) -> Iterator[Audio]:
        """What waits, to the last sample; the next frame may have any shape."""
        if self._shape is not None:
            yield from self.resampled()
            yield from self._given(self._resampler.resample(None))
            self._shape = None

    def silence(self, seconds: float) -> Iterator[Audio]:
        """Nothing, for as long."""
        left = round(seconds * SAMPLE_RATE)
        while left > 0:
            count = min(left, round(BLOCK * SAMPLE_RATE))
            left -= count
            yield self._block(np.zeros(count, np.float32))

    def _given(self, frames: list[Any]) -> Iterator[Audio]:
        for frame in frames:
            yield self._block(np.clip(np.nan_to_num(frame.to_ndarray()[0]), -1.0, 1.0))

    def _block(self, samples: Any) -> Audio:
        audio = Audio(samples, self.sent / SAMPLE_RATE)
        self.sent += len(samples)
        return audio


def _shape(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate
