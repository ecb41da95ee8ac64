"""The child process that decodes files and finds speech, so that no stranger's file is opened anywhere else."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.audio import decode, vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.runtime import child, frames, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from asrpro.domain import Audio
    from asrpro.runtime.frames import Frame

MEMORY = 3 << 29
"""Bytes of address space beyond what libraries have taken at the start: for the network and whatever is decoded."""
CPU = 120
"""Seconds of work that one request may take."""


class Ears:
    """What this child hears: one file or one microphone after the other."""

    def __init__(self) -> None:
        self._memory = _taken() + MEMORY
        self._network: Any = None
        self._file: Iterator[Frame] = iter(())
        self._microphone: Cutter | None = None

    def handlers(self) -> Mapping[str, Callable[[Frame], Frame | None]]:
        """What answers each request."""
        requests = {"open": self.open, "next": self.next, "listen": self.listen, "hear": self.hear}
        return {name: self._limited(answer) for name, answer in requests.items()}

    def open(self, request: Frame) -> Frame:
        """Open a file; answers with its duration."""
        self._file = _replies(Path(os.fsdecode(request["path"])), self._cutter(request))
        return next(self._file)

    def next(self, _request: Frame) -> Frame:
        """The next Utterance of the file, or how far the search for it has come, or its end."""
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
        utterances = [frames.pack_audio(utterance) for utterance in found]
        return {"kind": "heard", "utterances": utterances, "speaking": self._microphone.speaking}

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
    """The duration a file claims; Utterances as they are found, a sign of life for each block without one; its end."""
    end = 0.0
    with decode.opened(path) as source:
        yield {"kind": "opened", "duration": source.duration}
        for block in source.blocks:
            end = block.end
            utterances = list(_packed(cutter.add(block.samples)))
            yield from utterances or [{"kind": "progress", "seconds": cutter.settled}]
    yield from _packed(cutter.end())
    yield {"kind": "end", "duration": end}


def _packed(utterances: Iterable[Audio]) -> Iterator[Frame]:
    for utterance in utterances:
        yield {"kind": "utterance", "audio": frames.pack_audio(utterance)}


def _taken() -> int:
    """Bytes of address space in use, of which numpy takes some for each core; 0 where the system does not say."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text("ascii").split()[0]) * mmap.PAGESIZE if pages.exists() else 0


if __name__ == "__main__":
    child.serve(lambda: Ears().handlers())
