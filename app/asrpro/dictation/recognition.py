"""What a microphone hears becomes text while it is being spoken."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.dictation.streamed import LONGEST, Streamed
from asrpro.dictation.utterances import Utterances
from asrpro.dictation.whole import whole
from asrpro.domain import State
from asrpro.runtime.feed import Feed
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from asrpro.domain import Audio, Step, Transcript
    from asrpro.runtime.ears import Ears
    from asrpro.runtime.host import Host
    from asrpro.transcription.request import Request


@dataclass(frozen=True, slots=True)
class DictationTranscript:
    """What came of a dictation."""

    transcript: Transcript
    """As polished."""
    heard: str
    """The text as the Engine heard it."""
    stages: dict[str, float]
    """Seconds spent on each stage: hearing, loading, recognising; most of them while somebody spoke."""


class Recognition:
    """One dictation through Ears, Host and polish while it is being spoken; a generator that a Lane advances.

    A Model that streams hears each Utterance as it is spoken, any other one as soon as it is over. So what remains at
    the end is the last Utterance, however long somebody spoke.
    """

    def __init__(
        self, request: Request, ears: Ears, host: Host, on_silence: Callable[[float], None] = lambda _seconds: None
    ) -> None:
        """Start nothing yet, but be ready to hear.

        `on_silence` is called on the Lane's thread, about ten times for each second that was heard, with how many of
        them nobody has spoken: 0.0 while somebody does, and counted from the beginning where nobody has.
        """
        self._request = request
        self._ears = ears
        self._host = host
        self._on_silence = on_silence
        self._feed = Feed()
        self._duration = 0.0
        self._draft = Draft(host, request.options, request.polish(), ("hear", "load", "recognise"))

    def job(
        self, listener: Callable[[Step], None] = lambda _step: None, priority: Priority = Priority.DICTATION
    ) -> Job[DictationTranscript]:
        """The Job that a Lane is given; `listener` is called on its thread with each Step."""
        job = Job(self.run(), priority, listener=listener, interrupt=self._host.kill)

        def wake() -> None:
            job.wake()  # which is the Lane's once it has the Job

        self._feed.on_change = wake
        return job

    def hear(self, audio: Audio) -> None:
        """Take what comes next from the microphone, of any length; from any one thread, and without waiting."""
        self._duration += audio.duration
        self._feed.put(audio)

    def end(self) -> None:
        """Say that no more comes; from the thread that calls `hear`, or after its last call."""
        self._feed.end()

    def run(self) -> Generator[Step | None, None, DictationTranscript]:
        """Yield Steps as they come, None when there is nothing to do before more is heard, and return the Transcript.

        Times count from the first sample. An empty Partial takes back what was shown of something that was no speech.

        Raises:
            SourceError: Ears died twice over the same sound.
            ModelNotAvailable, Unsupported, EngineCrashed, EngineHung: the Model cannot hear it.
        """
        self._host.begin(warm=True)  # while somebody speaks there is time for it
        gate, model = self._request.gate, self._host.model
        if model.streams:
            gate = replace(gate, longest=LONGEST)
        with contextlib.closing(Utterances(self._feed, self._ears, gate, self._on_silence)) as found:
            if model.streams:
                yield from self._loadable(Streamed(found, self._draft, self._host, gate.margin).run())
            else:
                yield from self._loadable(whole(found, self._draft, model.window))
        return self.so_far()

    def _loadable(self, steps: Generator[Step | None, None, None]) -> Generator[Step | None, None, None]:
        """The same; that the Model cannot be loaded is raised as soon as it is known, not once somebody has spoken."""
        with contextlib.closing(steps):
            for step in steps:
                if step is None and self._host.standing.state is State.ERROR:
                    self._host.load()
                yield step

    def so_far(self) -> DictationTranscript:
        """What came of it until now; from any thread."""
        return DictationTranscript(self._draft.transcript(self._duration), self._draft.heard, dict(self._draft.stages))
