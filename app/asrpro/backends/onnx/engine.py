"""A recogniser that onnx-asr has loaded, as the program's Engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro.backends import sound
from asrpro.backends.onnx.pieces import pieces
from asrpro.domain import SAMPLE_RATE, Audio, Detected, Progress, Segment
from asrpro.domain.timing import segments, words
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.backends.onnx.hearing import Heard, Recogniser
    from asrpro.domain import Model, Options, Step

SHORTEST: Final = SAMPLE_RATE // 10
"""Samples in which nothing can be said; of some hundreds the frontends make no frame, or no number."""
SILENT: Final = 1e-4
"""Full scale that no sample of silence is beyond (-80 dB): what is nothing but rounding is made loud by NeMo's
frontend, and heard as a word."""


class OnnxAsr:
    """A loaded recogniser; every piece of audio that it can hear at once is one Step of work."""

    def __init__(self, model: Model, recogniser: Recogniser, longest: float, device: str) -> None:
        """Take over a recogniser, and the seconds it can hear at once."""
        self._model = model
        self._recogniser = recogniser
        self._longest = longest
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, each piece's after a Progress, and before the first one the language if it was found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words, or must be told the language.
        """
        self._check(options)
        told = options
        for piece in pieces(Audio(sound(audio), audio.start), self._longest):
            if len(piece.samples) < SHORTEST or abs(piece.samples).max() <= SILENT:
                yield Progress(piece.end)
                continue
            heard = self._recogniser.hear(piece.samples, told)
            yield Progress(piece.end)
            if not heard.text:
                continue
            if heard.language and told.language is None:
                told = replace(told, language=heard.language)
                if heard.probability:
                    yield Detected(heard.language, heard.probability)
            yield from self._segments(heard, piece, options)

    def _segments(self, heard: Heard, piece: Audio, options: Options) -> Iterator[Segment]:
        span = (piece.start, piece.end)
        if not self._recogniser.times:
            yield Segment(heard.text, round(piece.start, 3), round(piece.end, 3))
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
