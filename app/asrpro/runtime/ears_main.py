"""The child process that decodes files and finds speech, so that no stranger's file is opened anywhere else."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.audio import decode, vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.runtime import child, frames, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from asrpro.runtime.frames import Frame

MEMORY = 2 << 30
"""Bytes of address space; 320 MB of it are mapped before anything is decoded."""
CPU = 120
"""Seconds of work that one request may take."""


@dataclass(slots=True)
class _Opened:
    replies: Iterator[Frame]
    close: Callable[[], None]


class Ears:
    """The sources that are open, each known by a number."""

    def __init__(self) -> None:
        self._network: Any = None
        self._files: dict[int, _Opened] = {}
        self._microphones: dict[int, Cutter] = {}

    def handlers(self) -> Mapping[str, Callable[[Frame], Frame | None]]:
        """What answers each request."""
        requests = {"open": self.open, "next": self.next, "listen": self.listen, "hear": self.hear, "close": self.close}
        return {name: _limited(answer) for name, answer in requests.items()}

    def open(self, request: Frame) -> Frame:
        """Open a file."""
        stack = contextlib.ExitStack()
        source = stack.enter_context(decode.opened(Path(request["path"])))
        replies = _replies(source, self._cutter(request))
        self._files[request["source"]] = _Opened(replies, stack.close)
        return {"kind": "opened", "duration": source.duration}

    def next(self, request: Frame) -> Frame:
        """The next Utterance of a file, or how far the search for it has come."""
        return next(self._files[request["source"]].replies)

    def listen(self, request: Frame) -> None:
        """Begin to hear a microphone."""
        self._microphones[request["source"]] = self._cutter(request)

    def hear(self, request: Frame) -> Frame:
        """Take a block from a microphone (None at its end); answers with the Utterances it ended."""
        cutter = self._microphones[request["source"]]
        found = cutter.end() if request["audio"] is None else cutter.add(frames.unpack_audio(request["audio"]).samples)
        utterances = [frames.pack_audio(utterance) for utterance in found]
        return {"kind": "heard", "utterances": utterances, "speaking": cutter.speaking}

    def close(self, request: Frame) -> None:
        """Forget a source."""
        self._microphones.pop(request["source"], None)
        if opened := self._files.pop(request["source"], None):
            opened.close()

    def _cutter(self, request: Frame) -> Cutter:
        if self._network is None:
            self._network = vad.session()
        return Cutter(vad.SileroVad(self._network), Gate(**request["gate"]))


def _replies(source: decode.Source, cutter: Cutter) -> Iterator[Frame]:
    """Utterances as they are found, a sign of life for each block without one, and the end with the true duration."""
    end = 0.0
    for block in source.blocks:
        end = block.end
        utterances = [_utterance(utterance) for utterance in cutter.add(block.samples)]
        yield from utterances
        if not utterances:
            yield {"kind": "progress", "seconds": cutter.settled}
    yield from (_utterance(utterance) for utterance in cutter.end())
    yield {"kind": "end", "duration": end}


def _utterance(utterance: Any) -> Frame:
    return {"kind": "utterance", "audio": frames.pack_audio(utterance)}


def _limited(answer: Callable[[Frame], Frame | None]) -> Callable[[Frame], Frame | None]:
    def limited(request: Frame) -> Frame | None:
        process.limit(MEMORY, CPU)
        return answer(request)

    return limited


if __name__ == "__main__":
    child.serve(lambda: Ears().handlers())
