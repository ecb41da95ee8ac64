"""Whisper: writes what is said, or what it means in English, with the times of segments and words."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.transformers.hearing import Heard, Parts, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.backends.transformers.hearing import Samples
    from asrpro.domain import Options

_MARK: Final = re.compile(r"<\|.*?\|>")


class Whisper:
    """Always takes the likeliest token: what it would try when unsure is drawn by chance."""

    def __init__(self, parts: Parts) -> None:
        """Take over a WhisperForConditionalGeneration with its WhisperProcessor.

        Raises:
            ValueError: its settings of how to write are not those of a Whisper.
        """
        self._parts = parts
        self._settings = parts.model.generation_config
        self.translates = bool(getattr(self._settings, "is_multilingual", False))
        named: dict[str, int] = getattr(self._settings, "lang_to_id", None) or {}
        self._languages = {token.strip("<|>"): number for token, number in named.items()}
        if self.translates and not self._languages:
            raise ValueError("no languages")
        self._ends: int = self._settings.eos_token_id
        self.aligns = bool(getattr(self._settings, "alignment_heads", None))
        parts.model.model.encoder.forward = _Once(parts.model.model.encoder.forward)

    def understands(self, language: str) -> bool:
        """Whether there is a token for it; one for English alone has none."""
        return language in self._languages if self.translates else language == "en"

    def hear(self, samples: Samples, options: Options) -> Heard:
        """The segments, and the language where it is not told."""
        features = self._parts.processor(samples, sampling_rate=16_000, return_tensors="pt", return_attention_mask=True)
        mask = features.pop("attention_mask")
        features = self._parts.ready(features).input_features
        language, probability, asked = options.language, 0.0, dict[str, Any]()
        if self.translates:
            if language is None:
                language, probability = self._language(features)
            asked = {"language": language, "task": options.task}
        if prompt := _MARK.sub("", options.prompt).strip():
            asked["prompt_ids"] = self._prompt(prompt)
        # The slower one tells what was attended to, which the times of words are read from.
        self._parts.model.set_attn_implementation("eager" if options.words else "sdpa")
        found = self._parts.model.generate(
            features,
            attention_mask=mask.to(self._parts.device),
            return_timestamps=True,
            return_token_timestamps=options.words,
            return_segments=True,
            return_dict_in_generate=True,
            output_scores=True,
            do_sample=False,
            num_beams=1,
            **asked,
        )
        pieces = (self._piece(segment, language or "en", words=options.words) for segment in found["segments"][0])
        return Heard(
            tuple(piece for piece in pieces if piece.text), (language or "") if probability else "", probability
        )

    def _language(self, features: Any) -> tuple[str, float]:
        """The likeliest language, and how likely of all languages."""
        import torch

        model = self._parts.model
        begin = torch.tensor([[model.config.decoder_start_token_id]], device=features.device)
        logits = model(encoder_outputs=model.model.encoder(features), decoder_input_ids=begin).logits[0, -1]
        shares = logits[list(self._languages.values())].float().softmax(0)
        best = int(shares.argmax())
        return list(self._languages)[best], float(shares[best])

    def _prompt(self, text: str) -> Any:
        """Tokens of what came before; half of what the decoder looks at is for the text to be written."""
        ids = self._parts.processor.get_prompt_ids(text, return_tensors="pt")
        room = self._parts.model.config.max_target_positions // 2 - 1
        import torch

        return torch.cat([ids[:1], ids[1:][-(room - 1) :]]).to(self._parts.device)

    def _piece(self, segment: dict[str, Any], language: str, *, words: bool) -> Piece:
        tokens: list[int] = segment["tokens"].tolist()
        text = self._parts.processor.tokenizer.decode(tokens, skip_special_tokens=True).strip()
        chances = _chances(segment)
        start, end = float(segment["start"]), float(segment["end"])
        spoken = tuple(self._words(segment, tokens, chances, language)) if words else ()
        return Piece(text, start, end, math.exp(sum(map(math.log, chances)) / len(chances)), spoken)

    def _words(
        self, segment: dict[str, Any], tokens: Sequence[int], chances: Sequence[float], language: str
    ) -> Iterator[Piece]:
        from transformers.models.whisper.tokenization_whisper import LANGUAGES, _combine_tokens_into_words

        places = [place for place, token in enumerate(tokens) if token < self._ends]
        times = [float(time) for time in segment["token_timestamps"]]
        texts, _tokens, groups = _combine_tokens_into_words(
            self._parts.processor.tokenizer, [tokens[place] for place in places], LANGUAGES.get(language, language)
        )
        for text, group in zip(texts, groups, strict=True):
            own = [places[number] for number in group]
            after = own[-1] + 1
            sure = sum(chances[place] for place in own) / len(own)
            if text.strip():
                yield Piece(text.strip(), times[own[0]], times[after] if after < len(times) else times[-1], sure)


class _Once:
    """Whisper's encoder, which is most of the work, with what it made of the last window.

    transformers encodes a window anew for its language and for its text.
    """

    def __init__(self, encode: Any) -> None:
        self._encode = encode
        self._heard: Any = None
        self._made: Any = None

    def __call__(self, input_features: Any, **asked: Any) -> Any:
        import torch

        if self._heard is None or not torch.equal(self._heard, input_features):
            self._heard, self._made = input_features, self._encode(input_features, **asked)
        return self._made


def _chances(segment: dict[str, Any]) -> list[float]:
    """How likely each token of a segment was, of all that could have been written."""
    result, (first, last) = segment["result"], segment["idxs"]
    scores, written = result["scores"], result["sequences"]
    before = len(written) - len(scores)
    return [
        max(1e-10, float(scores[place - before].float().softmax(-1)[written[place]])) for place in range(first, last)
    ] or [1.0]
