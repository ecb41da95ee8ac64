"""The child process an Engine lives in."""

from __future__ import annotations

import importlib
import os
import wave
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from asrpro import paths
from asrpro.domain import SAMPLE_RATE, Audio, Backend, BatchingEngine, Engine, LoadOptions, Options, StreamingEngine
from asrpro.runtime import child, frames, process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.domain import Step
    from asrpro.runtime.frames import Frame

_NOTHING = Audio(np.zeros(0, np.float32))


class _Inbox:
    """The blocks fed to one stream, taken a second at a time so that its first words come soon."""

    def __init__(self) -> None:
        self._waiting: deque[Audio] = deque()
        self.ended = False

    def put(self, audio: Audio) -> None:
        """Add a block of any length."""
        self._waiting.extend(audio.pieces(SAMPLE_RATE))

    @property
    def filled(self) -> bool:
        """Whether something waits to be taken."""
        return bool(self._waiting)

    def __iter__(self) -> Iterator[Audio]:
        while self._waiting or not self.ended:
            yield self._waiting.popleft() if self._waiting else _NOTHING


class Room:
    """One Engine and the generators open on it, each known by the number of its call."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._open: dict[int, Iterator[Step]] = {}
        self._inboxes: dict[int, _Inbox] = {}
        self._language = ""

    def handlers(self) -> child.Handlers:
        """What answers each request."""
        return {
            "load": self.load,
            "try": self.try_,
            "warm": self.warm,
            "peak": _peak,
            "start": self.start,
            "feed": self.feed,
            "next": self.next,
            "close": self.close,
        }

    def load(self, request: Frame) -> Frame:
        """Import the Backend's module, and with it nothing of the others, and load the Model."""
        model = frames.unpack_model(request["model"])
        backend: Backend = importlib.import_module(f"asrpro.backends.{model.backend}").BACKEND
        self._engine = backend.load(model, request["device"], LoadOptions(**request["options"]))
        self._language = "en" if model.understands("en") else model.languages[0]
        batch = self._engine.batch if isinstance(self._engine, BatchingEngine) else 1
        return {"kind": "loaded", "device": self._engine.device, "batch": batch}

    def try_(self, _request: Frame) -> None:
        """Hear a word or two, for what is heard first takes longer."""
        for _step in self._loaded().transcribe(_few_words(), Options(language=self._language, beam_size=1)):
            pass

    def warm(self, request: Frame) -> None:
        """Make ready for several streams at once."""
        if isinstance(self._engine, StreamingEngine):
            self._engine.warm(request["streams"])

    def start(self, request: Frame) -> None:
        """Open a generator over some Audios, several of them at once if asked for, or over what will be fed."""
        call, options, engine = request["call"], frames.unpack_options(request["options"]), self._loaded()
        if request["audios"] is not None:
            audios = [frames.unpack_audio(audio) for audio in request["audios"]]
            self._open[call] = _heard(engine, audios, options, together=request["together"])
        else:
            if not isinstance(engine, StreamingEngine):
                raise TypeError("this engine does not stream")
            inbox = self._inboxes[call] = _Inbox()
            self._open[call] = iter(engine.stream(iter(inbox), options))

    def feed(self, request: Frame) -> None:
        """Take a block of audio for a stream, or its end."""
        inbox = self._inboxes[request["call"]]
        if request["audio"] is None:
            inbox.ended = True
        else:
            inbox.put(frames.unpack_audio(request["audio"]))

    def next(self, request: Frame) -> Frame:
        """Advance a generator by one Step; "waiting" says that there is more to do without being fed."""
        step = next(self._open[request["call"]], None)
        if step is None:
            self.close(request)
            return {"kind": "end"}
        inbox = self._inboxes.get(request["call"])
        return {**frames.pack_step(step), "waiting": inbox is not None and inbox.filled}

    def close(self, request: Frame) -> None:
        """End a generator."""
        self._inboxes.pop(request["call"], None)
        opened = self._open.pop(request["call"], None)
        if opened is not None and hasattr(opened, "close"):
            opened.close()

    def _loaded(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("no model is loaded")
        return self._engine


def _heard(engine: Engine, audios: Sequence[Audio], options: Options, *, together: bool) -> Iterator[Step]:
    if together and len(audios) > 1 and isinstance(engine, BatchingEngine):
        yield from engine.transcribe_many(audios, options)
    else:
        for audio in audios:
            yield from engine.transcribe(audio, options)


def _peak(_request: Frame) -> Frame:
    """What it takes, and whose children's to count as well: on Windows its parent knows a launcher of Python's."""
    return {"kind": "peak", "pid": os.getpid(), "bytes": process.peak(), "ended": process.peak_of_ended()}


def _few_words() -> Audio:
    with wave.open(str(paths.resources() / "warm_up.wav"), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return Audio(samples.astype(np.float32) / np.float32(32768))


if __name__ == "__main__":
    child.serve(lambda: Room().handlers())
