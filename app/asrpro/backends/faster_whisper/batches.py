"""Several windows through a Whisper of CTranslate2's together, by faster-whisper's batched pipeline."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from asrpro.domain import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

REPEATS = 2.4
"""How many times smaller packing makes a text that repeats itself; this and the next as in OpenAI's Whisper."""
UNSURE = -1.0
"""Mean logarithm of the probability of its tokens below which a text is not trusted."""


@dataclass(slots=True)
class Heard:
    """What the pipeline found in one window."""

    left: float | None
    """Seconds from the window's beginning from where on it is to be heard once more, alone; None where nothing is."""
    segments: list[Any]
    """faster-whisper's Segments, in order; times in seconds from the window's beginning."""


def together(whisper: Any, windows: Sequence[NDArray[np.float32]], settings: dict[str, Any]) -> list[Heard]:
    """What a faster_whisper.WhisperModel hears in windows of at most 30 s, in one batch; samples of shape (n,).

    `settings` is what WhisperModel.transcribe takes, with a language where the Model knows several.

    Raises:
        RuntimeError, MemoryError: there is no memory for as many.
    """
    import numpy as np

    prompt = settings["initial_prompt"]
    if prompt is not None:  # here the pipeline takes text alone
        settings = settings | {"initial_prompt": whisper.hf_tokenizer.decode(prompt).strip("\ufffd")}
    ends = np.cumsum([len(samples) for samples in windows])
    begins = [int(end) - len(samples) for end, samples in zip(ends, windows, strict=True)]
    # A little more at the end: it finds clips that are, rounded, longer than the whole, and ends over that.
    joined = np.concatenate([*windows, np.zeros(SAMPLE_RATE, np.float32)])
    pipeline = _pipeline(whisper)
    segments, _info = pipeline.transcribe(
        joined,
        clip_timestamps=[
            # The middle of the samples, for it rounds down.
            {"start": (begin + 0.5) / SAMPLE_RATE, "end": (int(end) + 0.5) / SAMPLE_RATE}
            for begin, end in zip(begins, ends, strict=True)
        ],
        batch_size=len(windows),
        without_timestamps=False,
        **settings,
    )
    found, heard = iter([*segments]), []  # only when all are asked for is anything heard
    for begin, left, count in zip(begins, pipeline.left, pipeline.counts, strict=True):
        told = [_moved(segment, begin / SAMPLE_RATE) for segment in itertools.islice(found, count)]
        heard.append(Heard(left, told if left != 0.0 else []))
    return heard


def _pipeline(whisper: Any) -> Any:
    """faster-whisper's, which also tells how many Segments each window has, and where it is to be heard once more."""
    from faster_whisper import BatchedInferencePipeline

    class Pipeline(BatchedInferencePipeline):  # type: ignore[misc]
        def forward(self, features: Any, tokenizer: Any, chunks_metadata: Any, options: Any) -> Any:
            outputs = super().forward(features, tokenizer, chunks_metadata, options)
            self.counts = [len(segments) for segments in outputs]
            return outputs

        def generate_segment_batched(self, features: Any, tokenizer: Any, options: Any) -> Any:
            encoded, outputs = super().generate_segment_batched(features, tokenizer, options)
            self.left = [_left(whisper, tokenizer, one) for one in outputs]
            return encoded, outputs

    return Pipeline(whisper)


def _left(whisper: Any, tokenizer: Any, output: dict[str, Any]) -> float | None:
    """Where a window is to be heard once more, as WhisperModel.generate_segments would.

    All of it where it would be guessed at anew or taken for silence; from the last time on where a Segment behind it
    came to no end.
    """
    from faster_whisper.transcribe import get_compression_ratio

    tokens, begin = output["tokens"], tokenizer.timestamp_begin
    if output["avg_logprob"] < UNSURE or get_compression_ratio(tokenizer.decode(tokens).strip()) > REPEATS:
        return 0.0
    ended = len(tokens) > 1 and tokens[-2] < begin <= tokens[-1]
    pairs = [at for at in range(1, len(tokens)) if min(tokens[at - 1], tokens[at]) >= begin]
    if ended or not pairs:
        return None
    return float((tokens[pairs[-1] - 1] - begin) * whisper.time_precision)


def _moved(segment: Any, by: float) -> Any:
    """The Segment with times from its window's beginning, where before it were so many seconds of other windows."""
    return replace(segment, start=segment.start - by, end=segment.end - by)
