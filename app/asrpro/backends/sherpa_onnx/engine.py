"""Recognisers that sherpa-onnx has loaded, as the program's Engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import check, sound, windows
from asrpro.domain import SAMPLE_RATE, Partial, Progress, Segment
from asrpro.domain.timing import segments, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.backends.sherpa_onnx.folder import Found
    from asrpro.domain import Audio, Model, Options, Step

PIECE: Final = SAMPLE_RATE
"""Samples of a whole recording that are decoded in one Step."""
TAIL: Final = SAMPLE_RATE // 2
"""Samples of silence after the last one, beside those that fill a chunk: what is said last is heard only then."""
FRAME: Final = SAMPLE_RATE // 100
"""Samples of a frame."""
WINDOW: Final = 30
"""Seconds that are heard at once by what does not stream: memory grows with the square of them."""


class _Recogniser:
    """What both have in common: what they can do, and how what they heard becomes Segments."""

    def __init__(self, model: Model, recogniser: Any, found: Found, device: str) -> None:
        """Take over one of sherpa-onnx's recognisers, and what lies in its folder."""
        self._model = model
        self._recogniser = recogniser
        self._found = found
        self.device = device

    def _check(self, options: Options) -> None:
        check(options, self._model.understands, translates=False, times=self._found.kind.timestamps == "word")

    def _text(self, result: Any) -> str:
        """What was heard; of a model that knows capitals alone in small letters."""
        text = " ".join(result.text.split())
        return text.lower() if self._found.shouts else text

    def _sureness(self, result: Any) -> Any:
        """The natural logarithm of how sure each token is."""
        return result.ys_probs if self._found.kind.streams else result.ys_log_probs

    def _segments(self, result: Any, start: float, span: tuple[float, float], options: Options) -> Iterator[Segment]:
        """The Segments of what was heard, whose times count from `start` and are kept inside the span."""
        text, starts = self._text(result), list(result.timestamps)
        if not text:
            return
        if self._found.kind.timestamps != "word" or not starts:
            yield Segment(text, round(span[0], 3), round(span[1], 3))
            return
        tokens, sure = list(result.tokens), list(self._sureness(result))
        if _letters("".join(tokens)) != _letters(text) or len(starts) != len(tokens):
            tokens, starts, sure = [text], starts[:1], [sum(sure) / len(sure)] if sure else []
        at = [max(0.0, time + start - span[0]) for time in starts]
        said = words(text, tokens, at, sure or [0.0] * len(tokens), span)
        yield from segments(said, with_words=options.words)


class Spoken(_Recogniser):
    """Hears speech while it is spoken; a pause ends a Segment."""

    def warm(self, streams: int) -> None:
        """Do nothing: opening one costs nothing."""

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield a Partial, a Progress or the Segments for each second, and those of what is left.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
        """
        yield from self.stream(audio.pieces(PIECE), options)

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial, a Progress or the Segments for each block, and when they end those of what is left.

        Raises as `transcribe` does.
        """
        import numpy as np

        self._check(options)
        heard = self._recogniser.create_stream()
        shown, start, end = "", None, 0.0
        for block in blocks:
            if len(block.samples):
                start = block.start if start is None else start
                end = block.end
                heard.accept_waveform(SAMPLE_RATE, sound(block))
            made = list(self._ended(heard, start or 0.0, end, options))
            text = self._text(self._recogniser.get_result_all(heard))
            if made:
                yield from made
            else:
                yield Partial(text) if text != shown else Progress(end)
            shown = text
        if start is not None:
            heard.accept_waveform(SAMPLE_RATE, np.zeros(TAIL + self._found.chunk * FRAME, np.float32))
            heard.input_finished()
            yield from self._ended(heard, start, end, options)
            yield from self._segments(*self._held(heard, start, end), options)

    def _ended(self, heard: Any, start: float, end: float, options: Options) -> Iterator[Segment]:
        """Decode what has come, and yield the Segments that a pause has ended."""
        while self._recogniser.is_ready(heard):
            self._recogniser.decode_stream(heard)
            if self._recogniser.is_endpoint(heard):
                held = self._held(heard, start, end)
                self._recogniser.reset(heard)
                yield from self._segments(*held, options)

    def _held(self, heard: Any, start: float, end: float) -> tuple[Any, float, tuple[float, float]]:
        """What a stream has heard since the last pause, when that began, and from when to when it may lie."""
        result = self._recogniser.get_result_all(heard)
        begun = start + result.start_time
        return result, begun, (min(begun, end), end)


class Whole(_Recogniser):
    """Hears recordings, at most half a minute at once."""

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments of each window after a Progress.

        What finds the language finds it in each window anew, and does not say how sure it is.

        Raises as `Spoken.transcribe` does.
        """
        self._check(options)
        for window in windows(audio, WINDOW):
            heard = self._recogniser.create_stream()
            heard.accept_waveform(SAMPLE_RATE, window.samples)
            self._recogniser.decode_stream(heard)
            yield Progress(window.end)
            yield from self._segments(heard.result, window.start, (window.start, window.end), options)


def _letters(text: str) -> int:
    return len("".join(text.split()))
