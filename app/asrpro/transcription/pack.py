"""Packs Utterances into a Model's window, because a window costs the same full or nearly empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.domain import Audio, Dropped, Progress, Segment, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asrpro.domain import Step


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances end to end, and where each of them lies in the source."""

    audio: Audio
    """Starts at 0."""
    utterances: tuple[tuple[float, float], ...]
    """Start in the source and duration of each, in seconds."""

    @property
    def start(self) -> float:
        """Seconds from the beginning of the source to the first Utterance."""
        return self.utterances[0][0]

    @property
    def end(self) -> float:
        """Seconds from the beginning of the source to the end of the last Utterance."""
        start, duration = self.utterances[-1]
        return start + duration

    def restored(self, step: Step) -> Step:
        """The Step with the times of the source in place of the window's."""
        if isinstance(step, Segment):
            words = []
            for word in step.words:
                start, end = self._span(word)
                words.append(replace(word, start=start, end=end))
            start, end = self._span(step)
            return replace(step, start=start, end=end, words=tuple(words))
        if isinstance(step, Dropped):
            restored = self.restored(step.segment)
            return replace(step, segment=restored) if isinstance(restored, Segment) else step
        return Progress(self._time(step.seconds, ends=True)) if isinstance(step, Progress) else step

    def _span(self, timed: Segment | Word) -> tuple[float, float]:
        start = self._time(timed.start, ends=False)
        return start, max(start, self._time(timed.end, ends=True))

    def _time(self, seconds: float, *, ends: bool) -> float:
        """A time of the window as one of the source; a seam belongs to the Utterance that ends or begins there."""
        passed = 0.0
        for number, (start, duration) in enumerate(self.utterances, 1):
            inside = seconds - passed
            last = number == len(self.utterances)
            if inside < duration or (ends and inside <= duration) or last:
                return round(start + min(inside, duration), 3)
            passed += duration
        raise ValueError("a window without Utterances")


def packed(utterances: Iterable[Audio | Progress], window: float | None) -> Iterator[Window | Progress]:
    """Windows of as many neighbouring Utterances as fit into `window` seconds; of one each when there is no window."""
    waiting: list[Audio] = []
    room = window or 0.0
    for utterance in utterances:
        if isinstance(utterance, Progress):
            if not waiting:
                yield utterance
            continue
        if waiting and sum(audio.duration for audio in waiting) + utterance.duration > room:
            yield _window(waiting)
            waiting = []
        waiting.append(utterance)
    if waiting:
        yield _window(waiting)


def _window(utterances: list[Audio]) -> Window:
    spans = tuple((audio.start, audio.duration) for audio in utterances)
    return Window(Audio(Audio.join(utterances).samples, 0.0), spans)
