"""The child process that decodes files and finds speech, so that no stranger's file is opened anywhere else."""

from __future__ import annotations

import mmap
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.audio import decode, vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.runtime import child, frames, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asrpro.domain import Audio
    from asrpro.runtime.frames import Frame

MEMORY = 3 << 29
"""Bytes of address space beyond what libraries have taken at the start: for the network and whatever is decoded."""
CPU = 120
"""Seconds of work that one request may take."""
SHARE = 30.0
"""Seconds of speech after which a request is answered: enough for a window, and no more than memory has room for."""
SOON = 0.2
"""Seconds of work after which a request is answered with what there is."""


class Ears:
    """What this child hears: one file or one microphone after the other."""

    def __init__(self) -> None:
        self._memory = _taken() + MEMORY
        self._network: Any = None
        self._file: Iterator[Frame] = iter(())
        self._microphone: Cutter | None = None

    def handlers(self) -> child.Handlers:
        """What answers each request."""
        requests = {"open": self.open, "next": self.next, "listen": self.listen, "hear": self.hear}
        return {name: self._limited(answer) for name, answer in requests.items()}

    def open(self, request: Frame) -> Frame:
        """Open a file; answers with its duration."""
        self._file = _replies(Path(os.fsdecode(request["path"])), self._cutter(request))
        return next(self._file)

    def next(self, _request: Frame) -> Frame:
        """The next Utterances of the file and how far the search has come, or its end."""
        return next(self._file)

    def listen(self, request: Frame) -> None:
        """Begin to hear a microphone."""
        self._microphone = self._cutter(request)

    def hear(self, request: Frame) -> Frame:
        """Take a block from the microphone (None at its end); answers with the Utterances it ended."""
        if self._microphone is None:
            raise RuntimeError("no microphone")
        block = request["audio"]
        found = self._microphone.end() if block is None else self._microphone.add(frames.unpack_audio(block).samples)
        return {"kind": "heard", "utterances": _packed(found), "speaking": self._microphone.speaking}

    def _cutter(self, request: Frame) -> Cutter:
        if self._network is None:
            self._network = vad.session()
        return Cutter(vad.SileroVad(self._network), Gate(**request["gate"]))

    def _limited(self, answer: Callable[[Frame], Frame | None]) -> Callable[[Frame], Frame | None]:
        def limited(request: Frame) -> Frame | None:
            process.limit(self._memory, CPU)
            return answer(request)

        return limited


def _replies(path: Path, cutter: Cutter) -> Iterator[Frame]:
    """The duration a file claims; then shares of its Utterances, the last of them with its true duration."""
    end = 0.0
    with decode.opened(path) as source:
        yield {"kind": "opened", "duration": source.duration}
        found: list[Audio] = []
        began = time.monotonic()
        for block in source.blocks:
            end = block.end
            found += cutter.add(block.samples)
            if sum(audio.duration for audio in found) >= SHARE or time.monotonic() - began >= SOON:
                yield {"kind": "found", "utterances": _packed(found), "seconds": cutter.settled}
                found = []
                began = time.monotonic()
    found += cutter.end()
    yield {"kind": "end", "utterances": _packed(found), "duration": end, "holes": source.holes}


def _packed(utterances: Iterable[Audio]) -> list[Frame]:
    return [frames.pack_audio(utterance) for utterance in utterances]


def _taken() -> int:
    """Bytes of address space in use, of which numpy takes some for each core; 0 where the system does not say."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text("ascii").split()[0]) * mmap.PAGESIZE if pages.exists() else 0


if __name__ == "__main__":
    child.serve(lambda: Ears().handlers())
