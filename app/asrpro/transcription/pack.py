"""Packs Utterances into a Model's window, because a window costs the same full or nearly empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.domain import SAMPLE_RATE, Audio, Dropped, Progress, Segment
from asrpro.transcription.seams import Place, restored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from asrpro.domain import Step

GAP = 0.5
"""Seconds of silence between two Utterances of a window. With their margins it is a pause in which an Engine ends a
Segment; with the margins alone the small Whisper of the tests misses two sentences more out of ten."""


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances with a pause between them, and where each of them lies in the source; or several of these in a row."""

    audios: tuple[Audio, ...]
    """One for each window of the Model's, one behind the other with a pause between them; the first starts at 0."""
    utterances: tuple[Place, ...]
    """At least one."""

    @property
    def duration(self) -> float:
        """Seconds of sound, pauses among it."""
        return self.audios[-1].end

    @property
    def end(self) -> float:
        """Seconds from the beginning of the source to the end of the last Utterance."""
        return self.utterances[-1].over

    def restored(self, step: Step) -> list[Step]:
        """The Step with the times of the source in place of the window's; a Segment over a long silence as several."""
        match step:
            case Segment():
                return [*restored(step, self.utterances)]
            case Dropped(segment, reason):
                return [Dropped(one, reason) for one in restored(segment, self.utterances)]
            case Progress(seconds):
                reached = next((one for one in self.utterances if seconds <= one.end), self.utterances[-1])
                return [Progress(reached.source(seconds))]
        return [step]


def packed(utterances: Iterable[Audio | Progress], window: float | None) -> Iterator[Window | Progress]:
    """Windows of as many neighbouring Utterances as fit into `window` seconds; of one each when there is no window.

    An Utterance that is longer gets a Window of its own. While more may fit, every Progress is passed on as one that
    stands still, so that the search for it goes on in steps.
    """
    waiting: list[Audio] = []
    for utterance in utterances:
        if isinstance(utterance, Progress):
            yield Progress(waiting[0].start) if waiting else utterance
        elif window is None:
            yield alone(utterance)
        else:
            if waiting and sum(audio.duration + GAP for audio in waiting) + utterance.duration > window:
                yield _window(waiting)
                waiting = []
            waiting.append(utterance)
    if waiting:
        yield _window(waiting)


def batched(
    windows: Iterable[Window | Progress], batch: Callable[[], int], longest: float
) -> Iterator[Window | Progress]:
    """As many Windows in one as `batch` says, which is asked again and again; any of over `longest` seconds by itself.

    Progress is passed on as `packed` does.
    """
    waiting: list[Window] = []
    for window in windows:
        if isinstance(window, Progress):
            yield Progress(waiting[0].utterances[0].start) if waiting else window
            continue
        if window.duration > longest:
            yield from _joined(waiting, batch())
            waiting = []
            yield window
        else:
            waiting.append(window)
        if len(waiting) >= batch():
            yield from _joined(waiting, batch())
            waiting = []
    yield from _joined(waiting, batch())


def alone(utterance: Audio) -> Window:
    """A Window of one Utterance."""
    return _window([utterance])


def _joined(windows: Sequence[Window], most: int) -> Iterator[Window]:
    """The Windows in as few as may be, none of more than so many."""
    for first in range(0, len(windows), most):
        audios: list[Audio] = []
        places: list[Place] = []
        for window in windows[first : first + most]:
            begin = audios[-1].end + GAP if audios else 0.0
            audios += [Audio(audio.samples, begin + audio.start) for audio in window.audios]
            places += [replace(one, begin=begin + one.begin, end=begin + one.end) for one in window.utterances]
        yield Window(tuple(audios), tuple(places))


def _window(utterances: list[Audio]) -> Window:
    # Imported here: the command line asks for help without needing numpy.
    import numpy as np

    gap = Audio(np.zeros(round(GAP * SAMPLE_RATE), np.float32))
    parts: list[Audio] = []
    places: list[Place] = []
    for audio in utterances:
        begin = places[-1].end + gap.duration if places else 0.0
        places.append(Place(begin, begin + audio.duration, audio.start))
        parts += [gap, audio] if parts else [audio]
    return Window((Audio(Audio.join(parts).samples, 0.0),), tuple(places))
