"""Parakeet: CTC and transducers, with the time of each word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.transformers.hearing import Heard, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asrpro.backends.transformers.hearing import Parts, Samples
    from asrpro.domain import Options

PAUSE: Final = 1.0
"""Seconds of silence that end a segment."""
_END: Final = re.compile(r"""[.?!…。？！]["'”’»)\]]*$""")


class Parakeet:
    """What it is trained on is what it understands."""

    translates = False
    aligns = True

    def __init__(self, parts: Parts) -> None:
        """Take over a ParakeetForCTC, ParakeetForTDT or ParakeetForRNNT with its processor."""
        self._parts = parts
        extractor = parts.processor.feature_extractor
        frames = parts.model.config.encoder_config.subsampling_factor
        self._frame = frames * extractor.hop_length / extractor.sampling_rate
        self._transducer = hasattr(parts.model.config, "num_decoder_layers")

    def understands(self, language: str) -> bool:  # noqa: ARG002
        """Nothing in the files tells: the Model does, where it is known."""
        return True

    def hear(self, samples: Samples, options: Options) -> Heard:  # noqa: ARG002
        """The segments, with their words."""
        inputs = self._parts.processor(samples, sampling_rate=16_000, return_tensors="pt")
        ready = self._parts.ready(inputs)
        spoken = self._transduced(ready) if self._transducer else self._labelled(ready)
        return Heard(tuple(_segments(_words(spoken))))

    def _transduced(self, inputs: Any) -> Iterator[Piece]:
        """Each token with its time, as the processor derives it from the durations."""
        config = self._parts.model.config
        # What lies behind the tokens there are durations, which are no text.
        durations = range(config.vocab_size, config.vocab_size + len(getattr(config, "durations", ())))
        found = self._parts.model.generate(
            **inputs, return_dict_in_generate=True, suppress_tokens=list(durations) or None
        )
        _text, (tokens,) = self._parts.processor.decode(
            found.sequences, durations=found.durations, skip_special_tokens=True
        )
        for token in tokens:
            yield Piece(token["token"], float(token["start"]), float(token["end"]))

    def _labelled(self, inputs: Any) -> Iterator[Piece]:
        """Each token of a CTC with the frames that are labelled so."""
        from tokenizers.decoders import DecodeStream

        chances = self._parts.model(**inputs).logits[0].float().softmax(-1)
        sure, labels = (found.tolist() for found in chances.max(-1))
        tokenizer = self._parts.processor.tokenizer
        stream = DecodeStream(skip_special_tokens=True)
        at = 0
        for frame in range(1, len(labels) + 1):
            if frame < len(labels) and labels[frame] == labels[at]:
                continue
            if labels[at] != self._parts.model.config.pad_token_id:
                text = stream.step(tokenizer._tokenizer, labels[at])  # noqa: SLF001 - as its own processor does
                if text:
                    yield Piece(text, at * self._frame, frame * self._frame, max(sure[at:frame]))
            at = frame


def _words(tokens: Iterable[Piece]) -> Iterator[Piece]:
    """Tokens put together: a word begins where there is a space before one."""
    group: list[Piece] = []
    for token in tokens:
        if group and token.text[:1].isspace():
            yield from _word(group)
            group = []
        group.append(token)
    yield from _word(group)


def _word(tokens: list[Piece]) -> Iterator[Piece]:
    text = "".join(token.text for token in tokens).strip()
    if text:
        yield Piece(text, tokens[0].start, tokens[-1].end, _mean(tokens))


def _segments(words: Iterable[Piece]) -> Iterator[Piece]:
    """Sentences, and what lies between long pauses."""
    group: list[Piece] = []
    for word in words:
        if group and (_END.search(group[-1].text) or word.start - group[-1].end > PAUSE):
            yield _segment(group)
            group = []
        group.append(word)
    if group:
        yield _segment(group)


def _segment(words: list[Piece]) -> Piece:
    text = " ".join(word.text for word in words)
    return Piece(text, words[0].start, words[-1].end, _mean(words), tuple(words))


def _mean(pieces: list[Piece]) -> float | None:
    sure = [piece.sureness for piece in pieces if piece.sureness is not None]
    return sum(sure) / len(sure) if sure else None
