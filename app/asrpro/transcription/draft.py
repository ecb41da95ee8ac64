"""A Transcript while it grows."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from asrpro.domain import Detected, Dropped, Progress, Segment, Transcript
from asrpro.domain.timing import lasting

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from asrpro.domain import Options, Step
    from asrpro.polish.chain import Chain
    from asrpro.runtime.host import Host
    from asrpro.transcription.pack import Window

T = TypeVar("T")

CERTAIN = 0.5
"""Probability above which the language heard first is taken for that of the whole source."""


class Draft:
    """What a Host recognises of one source, polished and kept, with the time it took."""

    def __init__(self, host: Host, options: Options, polish: Chain, stages: Sequence[str]) -> None:
        """Nothing yet; `stages` names what time is told for, "load" and "recognise" among it."""
        self.options = options
        """With the language, as soon as it is certain."""
        self.stages = dict.fromkeys(stages, 0.0)
        """Seconds spent waiting for each."""
        self._host = host
        self._polish = polish
        self._heard: list[str] = []
        self._segments: list[Segment] = []
        self._dropped: list[Dropped] = []
        self._reached = 0.0
        self._device = ""
        self._begun = False

    @property
    def heard(self) -> str:
        """The text as the Engine heard it."""
        return "\n".join(self._heard)

    @property
    def batch(self) -> int:
        """How many windows had best be recognised at once.

        The first one by itself, so that its words are soon seen, and all where a batch is not for them: as long as the
        language is not known, and with the times of words.
        """
        return self._host.batch if self._begun and self._language() and not self.options.words else 1

    def recognised(self, window: Window) -> Generator[Step, None, None]:
        """Load the Model if need be, and yield what it says of a Window; raises as Host.transcribe does."""
        with self.timed("load"):
            self._host.load()
        self._begun = True
        steps = self._host.transcribe_many(window.audios, self.options)
        with contextlib.suppress(StopIteration):
            while True:
                yield from self.kept(self.advanced(steps), window.restored)
        yield self.progress(window.end)

    def advanced(self, steps: Iterator[T]) -> T:
        """The next of the Host's Steps; raises StopIteration after the last one."""
        with self.timed("recognise"):
            try:
                return next(steps)
            finally:
                self._device = self._host.device  # the next one, where the first gives up at work

    def kept(self, step: Step, restored: Callable[[Step], list[Step]] = lambda step: [step]) -> Iterator[Step]:
        """What becomes of a Step of the Host's; `restored` puts its times where they belong."""
        if isinstance(step, Detected):
            if step.probability >= CERTAIN:
                self.options = replace(self.options, language=step.language)
        elif isinstance(step, Segment):
            self._heard.append(step.text)
        for one in restored(step):
            for polished in self._polish(one):
                told = lasting(polished) if isinstance(polished, Segment) else polished
                match told:
                    case Segment():
                        self._segments.append(told)
                    case Dropped():
                        self._dropped.append(told)
                yield self.progress(told.seconds) if isinstance(told, Progress) else told

    def progress(self, seconds: float) -> Progress:
        """What has been reached; sound that is heard once more after a crash begins at its beginning."""
        self._reached = max(self._reached, seconds)
        return Progress(self._reached)

    def transcript(self, duration: float) -> Transcript:
        """What came of it until now, of so many seconds; from any thread."""
        model = self._host.model
        return Transcript(
            segments=tuple(self._segments),
            language="en" if self.options.task == "translate" else self._language(),
            duration=round(duration, 3),
            model=model.id,
            backend=model.backend,
            device=self._device,
            options=self.options,
            dropped=tuple(self._dropped),
        )

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time that something takes to a stage."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.stages[stage] += time.monotonic() - began

    def _language(self) -> str | None:
        """What was asked for or heard; else the only one there is."""
        languages = self._host.model.languages
        return self.options.language or (languages[0] if len(languages) == 1 else None)
