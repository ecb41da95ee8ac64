"""A recogniser that NeMo has restored, as the program's Engine."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import check, windows
from asrpro.domain import Progress, Segment, Word
from asrpro.weights import nemo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from asrpro.domain import Audio, Model, Options, Step

WINDOW: Final = 30
"""Seconds that are heard at once: what the models were trained on, and what memory grows with the square of."""


class Nemo:
    """A loaded recogniser; every window of at most 30 s is one Step of work and may yield several Segments."""

    def __init__(self, model: Model, recogniser: Any, device: str, precision: str, *, prompted: bool) -> None:
        """Take over a nemo.collections.asr ASRModel; one that is prompted must be told the language, and translates."""
        self._model = model
        self._recogniser = recogniser
        self._place = device
        self._precision = precision
        self._prompted = prompted
        self._timed = not prompted or _tells_times(recogniser)
        self.device = f"{device} ({precision})"

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and after those of each window a Progress.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words, or must be told the language.
        """
        self._check(options)
        for window in windows(audio, WINDOW):
            yield from _segments(self._heard(window, options), window, options)
            yield Progress(window.end)

    def _check(self, options: Options) -> None:
        check(
            options,
            self._understands,
            translates=self._prompted and "translate" in self._model.tasks,
            times=self._timed,
            finds_language=not self._prompted,
        )

    def _understands(self, language: str) -> bool:
        """Nothing in the files of a transducer tells: the Model does, where it is known; a prompted one has tokens."""
        if not self._model.understands(language):
            return False
        return not self._prompted or language in getattr(self._recogniser.tokenizer, "langs", [language])

    def _heard(self, window: Audio, options: Options) -> Any:
        """What NeMo makes of a window: a Hypothesis."""
        asked: dict[str, str] = {}
        if self._prompted:
            spoken = options.language or "en"
            asked = {
                "source_lang": spoken,
                "target_lang": "en" if options.task == "translate" else spoken,
                "pnc": "yes",
            }
        with warnings.catch_warnings(), self._computing():
            warnings.simplefilter("ignore")  # of what is old in libraries, and of missing graphics cards
            (hypothesis,) = self._recogniser.transcribe(
                [window.samples], batch_size=1, verbose=False, timestamps=self._timed or None, **asked
            )
        return hypothesis

    def _computing(self) -> AbstractContextManager[Any]:
        import torch

        half: AbstractContextManager[Any] = torch.autocast(
            self._place, getattr(torch, self._precision), enabled=self._precision != "float32"
        )
        return half


def _tells_times(canary: Any) -> bool:
    """Whether a model beside it tells when its words were said, or it writes that itself.

    One that does neither would be asked for times, and give none; the first Canary refuses to be asked.
    """
    return canary.timestamps_asr_model is not None or nemo.MOMENT in canary.tokenizer.vocab


def _segments(heard: Any, window: Audio, options: Options) -> Iterator[Segment]:
    """NeMo's segments; where it tells no times of a window, that is one, and one Word."""
    text, times = heard.text.strip(), heard.timestamp if isinstance(heard.timestamp, dict) else {}
    if not text:
        return
    found = [segment for segment in times.get("segment") or () if segment["segment"].strip()]
    if not found:
        start, end = round(window.start, 3), round(window.end, 3)
        yield Segment(text, start, end, None, (Word(text, start, end),) if options.words else ())
        return
    words = _words(heard, times.get("word") or (), window)
    reached = window.start
    for segment in found:
        spoken = segment["segment"].strip()
        count = len(spoken.split())
        own, words = words[:count], words[count:]
        start = own[0].start if own else max(reached, _time(segment["start"], window))
        reached = max(start, own[-1].end if own else _time(segment["end"], window))
        sure = [word.confidence for word in own if word.confidence is not None]
        yield Segment(
            spoken,
            start,
            reached,
            round(sum(sure) / len(sure), 4) if sure else None,
            tuple(own) if options.words else (),
        )


def _words(heard: Any, told: Any, window: Audio) -> list[Word]:
    """All Words of a window, none beginning before the one before it ends."""
    sureness = heard.word_confidence or []
    given = list(sureness) if len(sureness) == len(told) else [None] * len(told)
    words: list[Word] = []
    for word, sure in zip(told, given, strict=True):
        start = max(_time(word["start"], window), words[-1].end if words else window.start)
        end = max(start, _time(word["end"], window))
        words.append(Word(word["word"].strip(), start, end, _share(sure)))
    return [word for word in words if word.text]


def _share(sure: Any) -> float | None:
    return None if sure is None else round(min(1.0, max(0.0, float(sure))), 4)


def _time(seconds: float, window: Audio) -> float:
    """Seconds from the source's beginning; the last frames reach a little past the window's end."""
    return round(min(window.start + max(0.0, float(seconds)), window.end), 3)
