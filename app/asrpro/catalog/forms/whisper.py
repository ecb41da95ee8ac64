"""What all forms of a Whisper have in common."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro.domain import Model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain.model import Timestamps

WINDOW: Final = 30.0
"""Seconds that Whisper's encoder always works on."""
ENGLISH_ONLY: Final = 51864
"""Tokens of the vocabulary for English alone; each for many languages has more."""
TOKENS: Final = range(ENGLISH_ONLY, 60_000)
"""How many tokens a Whisper may have."""
LANGUAGES: Final = (
    "en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr", "pl", "ca", "nl", "ar", "sv", "it", "id", "hi", "fi",
    "vi", "he", "uk", "el", "ms", "cs", "ro", "da", "hu", "ta", "no", "th", "ur", "hr", "bg", "lt", "la", "mi", "ml",
    "cy", "sk", "te", "fa", "lv", "bn", "sr", "az", "sl", "kn", "et", "mk", "br", "eu", "is", "hy", "ne", "mn", "bs",
    "kk", "sq", "sw", "gl", "mr", "pa", "si", "km", "sn", "yo", "so", "af", "oc", "ka", "be", "tg", "sd", "gu", "am",
    "yi", "lo", "uz", "fo", "ht", "ps", "tk", "nn", "mt", "sa", "lb", "my", "bo", "tl", "mg", "as", "tt", "haw", "ln",
    "ha", "ba", "jw", "su", "yue",
)  # fmt: skip
"""In the order of their tokens; Cantonese came with large-v3."""


def spoken(tokens: int) -> tuple[str, ...]:
    """The languages that a vocabulary of this size is for."""
    if tokens <= ENGLISH_ONLY:
        return ("en",)
    return LANGUAGES[: tokens - ENGLISH_ONLY + 98]


def layers(config: Mapping[str, Any]) -> tuple[int, int] | None:
    """Those of encoder and decoder, as a config.json of Hugging Face's has them."""
    told = [config.get(f"{part}_layers") for part in ("encoder", "decoder")]
    found = [count for count in told if isinstance(count, int)]
    return (found[0], found[1]) if len(found) == len(told) else None


def model(
    path: Path,
    backend: str,
    languages: tuple[str, ...],
    *,
    timestamps: Timestamps,
    multilingual: bool,
    layers: tuple[int, int] | None = None,
) -> Model:
    """A Whisper that the user pointed at, with all that one can do.

    `layers` are those of its encoder and its decoder, None where that is not told. Whoever made a decoder smaller, as
    of turbo and the distilled ones, trained it to write what is said, and no translations.
    """
    translates = multilingual and (layers is None or layers[1] >= layers[0])
    return Model(
        id=name(path),
        title=name(path),
        backend=backend,
        family="whisper",
        languages=languages if multilingual else ("en",),
        tasks=("transcribe", "translate") if translates else ("transcribe",),
        timestamps=timestamps,
        window=WINDOW,
        detects_language=multilingual,
        gives_confidence=True,
        takes_prompt=True,
        takes_hotwords=True,
        path=path.resolve(),
    )


def name(path: Path) -> str:
    """What a Model is called that was pointed at so: by that name, whatever a link of that name leads to.

    In a cache of Hugging Face its folder is models--organisation--NAME/snapshots/commit, where files are links.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - pathlib's would leave the dots, or follow links
    home = path.parent.parent.name
    if path.parent.name == "snapshots" and home.startswith("models--"):
        return home.rpartition("--")[2] or path.name
    return path.stem if path.is_file() else path.name
