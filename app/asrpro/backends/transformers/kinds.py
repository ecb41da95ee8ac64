"""Which recognisers of transformers are known, by what config.json calls them, and what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain.model import Timestamps

CONFIG: Final = "config.json"
WEIGHTS: Final = ("model.safetensors", "model.safetensors.index.json")
"""Tensors alone, in one file or in several; whatever is pickled is never loaded."""
EUROPEAN: Final = (
    "bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "it",
    "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl", "es", "sv", "ru", "uk",
)  # fmt: skip
"""Those that Canary has tokens for (processing_canary.py)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One architecture."""

    family: str
    loader: str
    """The class that has what is needed to write, as transformers exports it."""
    timestamps: Timestamps = "none"
    translates: bool = False
    finds_language: bool = True
    """Whether it can do without being told what is spoken."""
    many_languages: bool = False
    """Whether it hears which of many languages is spoken."""
    takes_prompt: bool = False
    gives_confidence: bool = False
    streams: bool = False
    """Whether it writes while somebody speaks."""
    languages: tuple[str, ...] = ()
    """Those it can be told, where that does not depend on the files."""


KINDS: Final[Mapping[str, Kind]] = {
    "whisper": Kind("whisper", "WhisperForConditionalGeneration", "word"),
    "parakeet_ctc": Kind("parakeet", "ParakeetForCTC", "word", gives_confidence=True),
    "parakeet_rnnt": Kind("parakeet", "ParakeetForRNNT", "word"),
    "parakeet_tdt": Kind("parakeet", "ParakeetForTDT", "word"),
    "canary": Kind(
        "canary", "CanaryForConditionalGeneration", translates=True, finds_language=False, languages=EUROPEAN
    ),
    "moonshine": Kind("moonshine", "MoonshineForConditionalGeneration"),
    "moonshine_streaming": Kind("moonshine", "MoonshineStreamingForConditionalGeneration"),
    "qwen3_asr": Kind("qwen3-asr", "Qwen3ASRForConditionalGeneration", many_languages=True, takes_prompt=True),
    "voxtral": Kind("voxtral", "VoxtralForConditionalGeneration", many_languages=True),
    "voxtral_realtime": Kind("voxtral", "VoxtralRealtimeForConditionalGeneration", many_languages=True, streams=True),
}
"""By model_type. What a Whisper can do depends on its files."""
