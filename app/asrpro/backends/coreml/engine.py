"""A Whisper whose encoder is Core ML's and whose decoder is faster-whisper's, as the program's Engine.

What the encoder makes is handed to faster-whisper in place of what its own would make; beams, times, prompt and
languages are faster-whisper's.
"""

from __future__ import annotations

import math
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from asrpro.backends import by_windows, check, knows
from asrpro.domain import Detected, Segment, Word
from asrpro.domain.timing import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Audio, Options, Step

    Numbers = NDArray[np.float32]

WINDOW: Final = 30
"""Seconds that Whisper's encoder works on at once."""
FRAMES: Final = 3000
"""What a spectrogram has of them."""
_MARK: Final = re.compile(r"<\|.*?\|>")


class Encode(Protocol):
    """Whisper's encoder; all that is asked of Core ML."""

    def __call__(self, mel: Numbers) -> Numbers:
        """Turn a spectrogram of shape (1, mels, 3000) into what a decoder listens to, of shape (1, 1500, width)."""
        ...


class CoreMl:
    """A loaded Whisper; every 30 s of audio are one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, encode: Encode, device: str, *, aligns: bool) -> None:
        """Take over a faster_whisper.WhisperModel, an encoder, and whether the former knows the times of words."""
        self._whisper = whisper
        self._aligns = aligns
        self.device = device
        whisper.encode = _Encoder(encode)

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
        """
        self._check(options)
        language = options.language if self._whisper.model.is_multilingual else "en"
        yield from by_windows(audio, WINDOW, language, self._language, partial(self._heard, options))

    def _heard(self, options: Options, window: Audio, language: str | None) -> list[Segment]:
        """The Segments of a window."""
        heard, _info = self._whisper.transcribe(
            window.samples,
            language=language,
            task=options.task,
            beam_size=options.beam_size,
            initial_prompt=_MARK.sub("", options.prompt).strip() or None,
            word_timestamps=options.words,
            vad_filter=False,
            # Text carried over from window to window is how Whisper comes to loop.
            condition_on_previous_text=False,
        )
        return [*in_order(_segment(one, window) for one in heard if one.text.strip())]

    def _language(self, window: Audio) -> Detected:
        """The language of a window, found in what is then transcribed: faster-whisper would encode one moment more."""
        from faster_whisper.audio import pad_or_trim

        mel = self._whisper.feature_extractor(window.samples)[:, :-1]
        [chances] = self._whisper.model.detect_language(self._whisper.encode(pad_or_trim(mel[:, :FRAMES])))
        token, probability = chances[0]
        return Detected(token.strip("<|>"), min(1.0, float(probability)))

    def _check(self, options: Options) -> None:
        check(options, knows(self._whisper), translates=self._whisper.model.is_multilingual, times=self._aligns)


class _Encoder:
    """Stands in for faster-whisper's own, with what it made last: language and text want the same."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._heard: Any = None
        self._made: Any = None

    def __call__(self, mel: Numbers) -> Any:
        import ctranslate2
        import numpy as np

        given = np.ascontiguousarray(mel.reshape(1, *mel.shape[-2:]), np.float32)
        if self._heard is None or not np.array_equal(self._heard, given):
            made = np.ascontiguousarray(self._encode(given), np.float32)
            self._heard, self._made = given.copy(), ctranslate2.StorageView.from_array(made)
        return self._made


def _segment(found: Any, window: Audio) -> Segment:
    """A Segment out of faster-whisper's, whose times count from the window's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(window.start + max(0.0, float(seconds)), window.end), 3)

    words: list[Word] = []
    for word in found.words or ():
        # Times of neighbours come from different estimates, and may cross by a little.
        start = max(time(word.start), words[-1].end if words else 0.0)
        if text := word.word.strip():
            words.append(Word(text, start, max(start, time(word.end)), round(min(1.0, float(word.probability)), 4)))
    times = [time(found.start), time(found.end), *((words[0].start, words[-1].end) if words else ())]
    sureness = round(min(1.0, math.exp(float(found.avg_logprob))), 4)
    return Segment(found.text.strip(), min(times), max(times), sureness, tuple(words))
