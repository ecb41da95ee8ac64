"""The way of one file from its name to its Transcript."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.domain import Progress
from asrpro.transcription.draft import Draft
from asrpro.transcription.pack import batched, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from asrpro.audio.gate import Gate
    from asrpro.domain import Audio, Options, Step, Transcript
    from asrpro.polish.chain import Chain
    from asrpro.runtime.ears import Ears
    from asrpro.runtime.host import Host
    from asrpro.transcription.pack import Window


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
        self.calm: Callable[[], bool] = lambda: True
        """Whether nothing more urgent is about to come; while something is, Steps are kept as short as can be."""
        self._claimed: float | None = None
        self._holes: tuple[tuple[float, float], ...] = ()
        self._ears = ears
        self._host = host
        self._gate = gate
        self._draft = Draft(host, options, polish, ("open", "decode", "load", "recognise"))

    def run(self) -> Generator[Step, None, FileTranscript]:
        """Yield Steps as they come, of which Progress never goes back, and return the Transcript.

        Raises:
            SourceError: the file cannot be heard.
            ModelNotAvailable, Unsupported, EngineCrashed, EngineHung: the Model cannot hear it.
        """
        self._host.begin()
        with contextlib.ExitStack() as stack:
            with self._draft.timed("open"):
                source = stack.enter_context(self._ears.opened(self.path, self._gate))
            self.duration = self._claimed = source.duration
            windows = self._windows(source.utterances)
            while True:
                with self._draft.timed("decode"):
                    window = next(windows, None)
                if window is None:
                    break
                if isinstance(window, Progress):
                    yield self._draft.progress(window.seconds)
                else:
                    yield from self._draft.recognised(window)
            self.duration, self._holes = source.duration or 0.0, source.holes
        yield self._draft.progress(self.duration)
        return self.so_far()

    def _windows(self, utterances: Iterable[Audio | Progress]) -> Iterator[Window | Progress]:
        longest = self._host.model.window
        windows = packed(utterances, longest)
        return batched(windows, lambda: self._draft.batch if self.calm() else 1, longest) if longest else windows

    def so_far(self) -> FileTranscript:
        """What came of it until now; from any thread."""
        draft = self._draft
        transcript = draft.transcript(self.duration or 0.0)
        return FileTranscript(transcript, draft.heard, self._claimed, self._holes, dict(draft.stages))
