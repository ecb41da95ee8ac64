"""A recogniser that onnx-asr has loaded, as the program's Engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.backends import check, windows
from asrpro.domain import Detected, Progress, Segment
from asrpro.domain.timing import segments, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.backends.onnx.hearing import Heard, Recogniser
    from asrpro.domain import Audio, Model, Options, Step


class OnnxAsr:
    """A loaded recogniser; every window of audio that it can hear at once is one Step of work."""

    def __init__(self, model: Model, recogniser: Recogniser, longest: float, device: str) -> None:
        """Take over a recogniser, and the seconds it can hear at once."""
        self._model = model
        self._recogniser = recogniser
        self._longest = longest
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, each window's after a Progress, and before the first one the language if it was found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words, or must be told the language.
        """
        self._check(options)
        told = options
        for window in windows(audio, self._longest):
            heard = self._recogniser.hear(window.samples, told)
            yield Progress(window.end)
            if not heard.text:
                continue
            if heard.language and told.language is None:
                told = replace(told, language=heard.language)
                if heard.probability:
                    yield Detected(heard.language, heard.probability)
            yield from self._segments(heard, window, options)

    def _segments(self, heard: Heard, window: Audio, options: Options) -> Iterator[Segment]:
        span = (window.start, window.end)
        if not self._recogniser.times:
            yield Segment(heard.text, round(window.start, 3), round(window.end, 3))
            return
        said = words(heard.text, heard.tokens, heard.starts, heard.logprobs, span)
        yield from segments(said, with_words=options.words)

    def _check(self, options: Options) -> None:
        model, recogniser = self._model, self._recogniser
        check(
            options,
            lambda language: model.understands(language) and recogniser.understands(language),
            translates=recogniser.translates and "translate" in model.tasks,
            times=recogniser.times,
            finds_language=recogniser.finds_language,
        )
