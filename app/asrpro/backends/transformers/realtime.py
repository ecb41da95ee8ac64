"""Voxtral Realtime: writes a token for every 80 ms as soon as they are heard, a while behind what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asrpro.backends.transformers.hearing import Heard, Piece
from asrpro.backends.transformers.writing import Writing
from asrpro.domain import SAMPLE_RATE

if TYPE_CHECKING:
    from asrpro.backends.transformers.hearing import Parts, Samples
    from asrpro.domain import Options


class VoxtralRealtime(Writing):
    """Hears a recording as it hears a stream, so that both give the same text."""

    def hear(self, samples: Samples, options: Options) -> Heard:  # noqa: ARG002
        """One segment of all that is said."""
        listening = self.listen()
        listening.hear(samples)
        text = listening.end()
        return Heard((Piece(text, 0.0, len(samples) / SAMPLE_RATE),)) if text else Heard()

    def listen(self) -> Listening:
        """Begin a stream."""
        return Listening(self._parts)


class Listening:
    """A stream under way; the chunks are those of the model's page in the documentation of transformers."""

    def __init__(self, parts: Parts) -> None:
        """Have heard nothing yet."""
        import numpy as np

        self._parts = parts
        processor = parts.processor
        extractor = processor.feature_extractor
        hop, half = extractor.hop_length, extractor.win_length // 2
        self._half = half
        self._token = processor.audio_length_per_tok * hop
        """Samples that a token stands for."""
        self._needs = processor.num_samples_first_audio_chunk
        self._over = processor.num_mel_frames_first_audio_chunk * hop - half
        """Samples that the next step needs, and how many of them are done with after it."""
        self._kept: Samples = np.zeros(0, np.float32)
        self._count = 0
        self._caches: dict[str, Any] = {}
        self._written: list[int] = []
        self._read = 0, ""

    def hear(self, samples: Samples) -> None:
        """Take samples of shape (n,), and write as far as they reach."""
        import numpy as np

        self._count += len(samples)
        self._kept = np.concatenate([self._kept, samples])
        while len(self._kept) >= self._needs:
            self._step(self._kept[: self._needs])
            self._kept = self._kept[self._over :]
            self._needs, self._over = self._parts.processor.num_samples_per_audio_chunk, self._token

    @property
    def text(self) -> str:
        """What is written so far, but for a letter of which a part is to come."""
        count, text = self._read
        if count < len(self._written):
            text = self._parts.processor.tokenizer.decode(self._written, skip_special_tokens=True)
            text = text.rstrip("\ufffd").strip()
            self._read = len(self._written), text
        return text

    def end(self) -> str:
        """All that was said: silence after it, as much as the text is behind, brings out the last words."""
        import numpy as np

        behind = self._parts.processor.num_right_pad_tokens * self._token
        self.hear(np.zeros(-self._count % self._token + behind + self._half, np.float32))
        return self.text

    def _step(self, samples: Samples) -> None:
        """Write the likeliest token. One that would end the text does not, for the sound says when it is over."""
        import torch

        processor, first = self._parts.processor, not self._written
        inputs = self._parts.ready(
            processor(samples, is_streaming=True, is_first_audio_chunk=first, return_tensors="pt")
        )
        before = inputs.input_ids if first else torch.tensor([self._written[-1:]], device=self._parts.device)
        made = self._parts.model(
            input_ids=before,
            input_features=inputs.input_features,
            num_delay_tokens=processor.num_delay_tokens,
            use_cache=True,
            logits_to_keep=1,
            **self._caches,
        )
        self._caches = {
            name: getattr(made, name) for name in ("past_key_values", "encoder_past_key_values", "padding_cache")
        }
        self._written.append(int(made.logits[0, -1].argmax()))
