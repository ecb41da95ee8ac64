"""A recogniser that onnx-asr has loaded, as the program's Engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.backends import windows
from asrpro.domain import Detected, Progress, Segment
from asrpro.domain.timing import segments, words
from asrpro.errors import Unsupported
from asrpro.i18n import _

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
        language, recogniser = options.language, self._recogniser
        if language and not (self._model.understands(language) and recogniser.understands(language)):
            raise Unsupported(
                _("This model does not understand {language}.").format(language=language),
                _("Let it find the language, or pick another model."),
            )
        if options.task == "translate" and not (recogniser.translates and "translate" in self._model.tasks):
            raise Unsupported(_("This model cannot translate."), _("Pick a multilingual Whisper model."))
        if options.words and not recogniser.times:
            raise Unsupported(
                _("This model does not tell the times of words."),
                _("Ask for the times of segments, or pick another model."),
            )
        if language is None and not recogniser.finds_language:
            raise Unsupported(
                _("This model must be told which language is spoken."),
                _("Set model.language to its code, as in en or de."),
            )
