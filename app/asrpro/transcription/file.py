"""The way of one file from its name to its Transcript."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.domain import Detected, Dropped, Progress, Segment, Transcript
from asrpro.transcription.pack import packed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from asrpro.audio.gate import Gate
    from asrpro.domain import Options, Step
    from asrpro.polish.chain import Chain
    from asrpro.runtime.ears import Ears
    from asrpro.runtime.host import Host
    from asrpro.transcription.pack import Window

CERTAIN = 0.5
"""Probability above which the language heard first is taken for that of the whole source."""


@dataclass(frozen=True, slots=True)
class FileTranscript:
    """What came of a file."""

    transcript: Transcript
    """As polished."""
    heard: str
    """The text as the Engine heard it."""
    claimed: float | None
    """Seconds the file says it lasts; None when it does not say."""
    holes: tuple[tuple[float, float], ...]
    """Where the file holds nothing for a second or more, in seconds: it may be damaged there."""
    stages: dict[str, float]
    """Seconds spent waiting for each stage: opening, decoding, loading, recognising."""


class FileTranscription:
    """One file through Ears, Host and polish; a generator that a Lane advances."""

    def __init__(self, path: Path, ears: Ears, host: Host, options: Options, gate: Gate, polish: Chain) -> None:
        """Open nothing yet."""
        self.path = path
        self.duration: float | None = None
        """Seconds, as soon as the file was opened and where it says."""
        self._claimed: float | None = None
        self._holes: tuple[tuple[float, float], ...] = ()
        self._ears = ears
        self._host = host
        self._options = options
        self._gate = gate
        self._polish = polish
        self._heard: list[str] = []
        self._segments: list[Segment] = []
        self._dropped: list[Dropped] = []
        self._reached = 0.0
        self._device = ""
        self._stages = dict.fromkeys(("open", "decode", "load", "recognise"), 0.0)

    def run(self) -> Generator[Step, None, FileTranscript]:
        """Yield Steps as they come, of which Progress never goes back, and return the Transcript.

        Raises:
            SourceError: the file cannot be heard.
            ModelNotAvailable, Unsupported, EngineCrashed, EngineHung: the Model cannot hear it.
        """
        self._host.begin()
        with contextlib.ExitStack() as stack:
            with self._timed("open"):
                source = stack.enter_context(self._ears.opened(self.path, self._gate))
            self.duration = self._claimed = source.duration
            windows = packed(source.utterances, self._host.model.window)
            while True:
                with self._timed("decode"):
                    window = next(windows, None)
                if window is None:
                    break
                if isinstance(window, Progress):
                    yield self._progress(window.seconds)
                else:
                    yield from self._recognised(window)
            self.duration, self._holes = source.duration or 0.0, source.holes
        yield self._progress(self.duration)
        return self.so_far()

    def _recognised(self, window: Window) -> Generator[Step, None, None]:
        with self._timed("load"):
            self._host.load()
        steps = self._host.transcribe(window.audio, self._options)
        while True:
            with self._timed("recognise"):
                step = next(steps, None)
            self._device = self._host.device  # the next one, where the first gives up at work
            if step is None:
                break
            if isinstance(step, Detected):
                if step.probability >= CERTAIN:
                    self._options = replace(self._options, language=step.language)
            elif isinstance(step, Segment):
                self._heard.append(step.text)
            for restored in window.restored(step):
                for polished in self._polish(restored):
                    yield self._kept(polished)
        yield self._progress(window.end)

    def _kept(self, step: Step) -> Step:
        match step:
            case Segment():
                self._segments.append(step)
            case Dropped():
                self._dropped.append(step)
            case Progress(seconds):
                return self._progress(seconds)
        return step

    def _progress(self, seconds: float) -> Progress:
        """What has been reached; a window that is heard once more after a crash begins at its beginning."""
        self._reached = max(self._reached, seconds)
        return Progress(self._reached)

    def so_far(self) -> FileTranscript:
        """What came of it until now; from any thread."""
        model = self._host.model
        transcript = Transcript(
            segments=tuple(self._segments),
            language="en" if self._options.task == "translate" else self._language(),
            duration=round(self.duration or 0.0, 3),
            model=model.id,
            backend=model.backend,
            device=self._device,
            options=self._options,
            dropped=tuple(self._dropped),
        )
        return FileTranscript(transcript, "\n".join(self._heard), self._claimed, self._holes, dict(self._stages))

    def _language(self) -> str | None:
        """What was asked for or heard; else the only one there is."""
        languages = self._host.model.languages
        return self._options.language or (languages[0] if len(languages) == 1 else None)

    @contextlib.contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self._stages[stage] += time.monotonic() - began
