"""A recogniser that transformers has loaded, as the program's Engine."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro.backends import FAINT, SHORTEST, check, sound, windows
from asrpro.domain import Detected, Partial, Progress, Segment, Word
from asrpro.domain.timing import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.backends.transformers.hearing import Heard, Piece, Recogniser, Streaming
    from asrpro.backends.transformers.kinds import Kind
    from asrpro.domain import Audio, Model, Options, Step

WINDOW: Final = 30
"""Seconds that are heard at once: a Whisper's encoder always works on them, and the others were trained on less."""


class Transformers:
    """A loaded recogniser; every window of at most 30 s is one Step of work."""

    def __init__(self, model: Model, kind: Kind, recogniser: Recogniser, device: str) -> None:
        """Take over a recogniser of this kind."""
        self._model = model
        self._kind = kind
        self._recogniser = recogniser
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words, or must be told the language.
        """
        self._check(options)
        told = options
        for window in windows(audio, WINDOW):
            heard = self._heard(window, told)
            if heard.pieces and heard.language and told.language is None:
                told = replace(told, language=heard.language)
                if heard.probability:
                    yield Detected(heard.language, round(heard.probability, 4))
            yield from in_order(_segment(piece, window, options) for piece in heard.pieces)
            yield Progress(window.end)

    def _heard(self, window: Audio, options: Options) -> Heard:
        with _computing():
            return self._recogniser.hear(window.samples, options)

    def _check(self, options: Options) -> None:
        model, recogniser = self._model, self._recogniser
        check(
            options,
            lambda language: model.understands(language) and recogniser.understands(language),
            translates=recogniser.translates,
            times=recogniser.aligns,
            finds_language=self._kind.finds_language,
        )


class Spoken(Transformers):
    """A loaded recogniser that writes while somebody speaks."""

    _recogniser: Streaming

    def warm(self, streams: int) -> None:
        """Do nothing: opening one costs nothing."""

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial or a Progress for each block, and when they end the Segment of all that was said.

        Raises as `transcribe` does.
        """
        self._check(options)
        listening, shown = self._recogniser.listen(), ""
        start, end, count, loudest = None, 0.0, 0, 0.0
        for block in blocks:
            if len(block.samples):
                start, end, samples = block.start if start is None else start, block.end, sound(block)
                count, loudest = count + len(samples), max(loudest, float(abs(samples).max()))
                with _computing():
                    listening.hear(samples)
            text = listening.text if loudest > FAINT else ""
            yield Partial(text) if text != shown else Progress(end)
            shown = text
        if start is None or loudest <= FAINT or count < SHORTEST:
            return
        with _computing():
            text = listening.end()
        if text:
            yield Segment(text, round(start, 3), round(end, 3))


@contextlib.contextmanager
def _computing() -> Iterator[None]:
    import torch

    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of what will be otherwise in later versions
        yield


def _segment(piece: Piece, window: Audio, options: Options) -> Segment:
    """A Segment, whose times lie in the window, and hold those of its Words."""

    def time(seconds: float) -> float:
        return round(min(window.start + max(0.0, seconds), window.end), 3)

    words: list[Word] = []
    for word in piece.words if options.words else ():
        start = max(time(word.start), words[-1].end if words else 0.0)
        words.append(Word(word.text, start, max(start, time(word.end)), _share(word.sureness)))
    times = [time(piece.start), time(piece.end), *((words[0].start, words[-1].end) if words else ())]
    return Segment(piece.text, min(times), max(times), _share(piece.sureness), tuple(words))


def _share(sureness: float | None) -> float | None:
    return None if sureness is None else round(min(1.0, max(0.0, sureness)), 4)
