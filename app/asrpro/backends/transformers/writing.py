"""Those that only write: Canary, Moonshine, Qwen3-ASR and Voxtral; their segment is all that was heard at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.transformers.hearing import Heard, Piece
from asrpro.domain import SAMPLE_RATE

if TYPE_CHECKING:
    from asrpro.backends.transformers.hearing import Parts, Samples
    from asrpro.domain import Options

TOKENS: Final = 16
"""What may be written for a second of sound: nobody speaks so fast, and a recogniser that loops comes to an end."""
LEAST: Final = 32
"""What may be written for the shortest sound."""


class Writing:
    """Hears a window and writes what is said."""

    translates = False
    aligns = False

    def __init__(self, parts: Parts) -> None:
        """Take over a model with its processor."""
        self._parts = parts

    def understands(self, language: str) -> bool:  # noqa: ARG002
        """Nothing in the files tells: the Model does, where it is known."""
        return True

    def hear(self, samples: Samples, options: Options) -> Heard:
        """One segment of all that is said."""
        inputs = self._parts.ready(self._inputs(samples, options))
        given = inputs.get("input_ids", inputs.get("decoder_input_ids"))
        found = self._parts.model.generate(**inputs, do_sample=False, num_beams=1, **self._limit(samples))
        written = found[0] if given is None else found[0, given.shape[1] :]
        text, language = self._read(written)
        if not text:
            return Heard()
        return Heard((Piece(text, 0.0, len(samples) / SAMPLE_RATE),), language)

    def _limit(self, samples: Samples) -> dict[str, Any]:
        return {"max_new_tokens": LEAST + TOKENS * len(samples) // SAMPLE_RATE}

    def _inputs(self, samples: Samples, options: Options) -> Any:  # noqa: ARG002
        return self._parts.processor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt")

    def _read(self, written: Any) -> tuple[str, str]:
        """The text of tokens, and its language where that is written, too."""
        return self._parts.processor.tokenizer.decode(written, skip_special_tokens=True).strip(), ""


class Canary(Writing):
    """Is told what is spoken, and in which language to write."""

    translates = True

    def _inputs(self, samples: Samples, options: Options) -> Any:
        target = "en" if options.task == "translate" else options.language
        return self._parts.processor.apply_transcription_request(
            samples, source_language=options.language, target_language=target
        )


class Qwen(Writing):
    """Writes the language before the text, unless it is told."""

    def __init__(self, parts: Parts) -> None:
        """Take over a Qwen3ASRForConditionalGeneration with its processor."""
        from transformers.models.qwen3_asr.processing_qwen3_asr import LANGUAGE_CODE_TO_NAME

        super().__init__(parts)
        self._codes = {name: code for code, name in LANGUAGE_CODE_TO_NAME.items()}

    def understands(self, language: str) -> bool:
        """Whether it has a name for it."""
        return language in self._codes.values()

    def _inputs(self, samples: Samples, options: Options) -> Any:
        return self._parts.processor.apply_transcription_request(
            samples, language=options.language, prompt=options.prompt.strip() or None
        )

    def _read(self, written: Any) -> tuple[str, str]:
        found = self._parts.processor.decode(written, return_format="parsed")
        return (found["transcription"] or "").strip(), self._codes.get(found["language"] or "", "")


class Voxtral(Writing):
    """May be told what is spoken."""

    def _inputs(self, samples: Samples, options: Options) -> Any:
        return self._parts.processor.apply_transcription_request(
            audio=samples, model_id="", language=options.language, sampling_rate=SAMPLE_RATE, format=["wav"]
        )
