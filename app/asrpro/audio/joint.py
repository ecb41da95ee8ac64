"""Turns decoded frames of whatever shape into Audio, end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 10.0
"""Seconds resampled at once: long enough that Python's share of the work is small."""
_MOST = 1 << 19
"""Samples of the source resampled at once: what claims to have millions a second shall not need more memory."""


class Joint:
    """Collects frames into blocks of 16 kHz mono; a change of shape ends a block and begins another."""

    def __init__(self) -> None:
        self.sent = 0
        """Samples given out."""
        self.silent = 0.0
        """Seconds of silence among them that no frame held."""
        self._shape: tuple[str, str, int] | None = None
        self._enough = 1
        self._waiting = 0.0
        self._fifo: Any = None
        self._graph: Any = None

    @property
    def position(self) -> float:
        """Seconds of source taken in so far."""
        return self.sent / SAMPLE_RATE + self._waiting

    def add(self, frame: Any) -> Iterator[Audio]:
        """Take a frame; yields what is ready."""
        import av

        if self._shape not in (None, _shape(frame)):  # chained streams change
            yield from self.drained()
        if self._shape is None:
            self._shape, self._graph, self._fifo = _shape(frame), _graph(frame), av.AudioFifo()
            self._enough = max(1, min(round(BLOCK * frame.sample_rate), _MOST))
        frame.pts = None
        self._fifo.write(frame)
        self._waiting = self._fifo.samples / frame.sample_rate
        while self._fifo.samples >= self._enough:
            yield from self._pushed(self._fifo.read(self._enough))

    def drained(self) -> Iterator[Audio]:
        """What waits, to the last sample; the next frame may have any shape."""
        if self._shape is not None:
            if (rest := self._fifo.read(0, partial=True)) is not None:
                yield from self._pushed(rest)
            yield from self._pushed(None)
            self._shape = None

    def silence(self, seconds: float) -> Iterator[Audio]:
        """What waits, and then nothing for as long."""
        yield from self.drained()
        self.silent += seconds
        left = round(seconds * SAMPLE_RATE)
        while left > 0:
            count = min(left, round(BLOCK * SAMPLE_RATE))
            left -= count
            yield self._block(np.zeros(count, np.float32))

    def _pushed(self, block: Any) -> Iterator[Audio]:
        """A block through the resampler, which keeps a little back for a seamless next one; None brings that out."""
        self._waiting = 0.0 if block is None else self._fifo.samples / block.sample_rate
        self._graph.push(block)
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            yield self._block(np.clip(np.nan_to_num(frame.to_ndarray()[0]), -1.0, 1.0))

    def _block(self, samples: Any) -> Audio:
        audio = Audio(samples, self.sent / SAMPLE_RATE)
        self.sent += len(samples)
        return audio


def _shape(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _graph(frame: Any) -> Any:
    """A resampler from this frame's shape; raises av.FFmpegError when there is no way from it to 16 kHz mono."""
    import av.filter

    shape, layout, rate = _shape(frame)
    graph = av.filter.Graph()
    if hasattr(graph, "threads"):
        graph.threads = 1  # else one for each core, for nothing
    nodes = [graph.add("abuffer", sample_rate=f"{rate}", sample_fmt=shape, channel_layout=layout, time_base="1/1")]
    if layout.endswith(" channels") and frame.layout.nb_channels > 1:
        # Nobody says where these channels belong: as likely as not each is a microphone, and none may be left out.
        share = 1 / frame.layout.nb_channels
        nodes.append(graph.add("pan", "mono|c0=" + "+".join(f"{share}*c{i}" for i in range(frame.layout.nb_channels))))
    nodes += [
        # Channels are weighed so that their sum cannot exceed full scale; FFmpeg does so by itself for integers only.
        graph.add("aresample", rematrix_maxval="1.0"),
        graph.add("aformat", sample_fmts="flt", channel_layouts="mono", sample_rates=f"{SAMPLE_RATE}"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph
