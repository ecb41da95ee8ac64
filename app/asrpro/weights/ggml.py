"""GGML files, as whisper.cpp loads them: it crashes over a bad one, so every length in it is checked.

Numbers of the header, the filters, the tokens, then tensors to the end of the file
(models/convert-pt-to-ggml.py and whisper_model_load in whisper.cpp).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro.i18n import _
from asrpro.weights import gguf
from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from pathlib import Path

MAGIC: Final = b"lmgg"
BLOCKS: Final = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
}  # fmt: skip
"""Numbers of a block and its bytes, by ggml's number of the type."""
FORMATS: Final = {
    1: "f16", 2: "q4_0", 3: "q4_1", 7: "q8_0", 8: "q5_0", 9: "q5_1",
    10: "q2_k", 11: "q3_k", 12: "q4_k", 13: "q5_k", 14: "q6_k",
}  # fmt: skip
"""What a file may say its weights are (ggml_ftype, plus thousands for its version); over 32 bits whisper.cpp aborts."""
TOKENS: Final = range(51_864, 60_000)
"""How many tokens a Whisper may have: the vocabulary for English alone has the fewest."""
AUDIO_CONTEXT: Final = 1500
TEXT_CONTEXT: Final = 448
"""What Whisper's encoder and decoder look at, at most."""
MELS: Final = (80, 128)
FREQUENCIES: Final = 201
MOST_LAYERS: Final = 128
MOST_DIMENSIONS: Final = 3
LONGEST_NAME: Final = 100
DISTILLED: Final = 2
"""Decoder layers of what whisper.cpp takes for one of the first distilled Whispers, whose times it does not ask for."""
LATER: Final = 51_866
"""Tokens of what came after those."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers at its beginning."""

    tokens: int
    audio_context: int
    audio_state: int
    audio_heads: int
    audio_layers: int
    text_context: int
    text_state: int
    text_heads: int
    text_layers: int
    mels: int
    format: int

    @property
    def possible(self) -> bool:
        """Whether a Whisper can be so."""
        return (
            self.tokens in TOKENS
            and 0 < self.audio_context <= AUDIO_CONTEXT
            and 0 < self.text_context <= TEXT_CONTEXT
            and self.audio_state == self.text_state
            and 0 < self.audio_heads <= self.audio_state <= 1 << 14
            and 0 < self.text_heads <= self.text_state
            and self.audio_state % self.audio_heads == self.text_state % self.text_heads == 0
            and 0 < self.audio_layers <= MOST_LAYERS
            and 0 < self.text_layers <= MOST_LAYERS
            and self.mels in MELS
            and self.format % 1000 in FORMATS
        )

    @property
    def weights(self) -> str:
        """What most of the weights are, as in "f16"."""
        return FORMATS[self.format % 1000]

    @property
    def multilingual(self) -> bool:
        """Whether it understands more than English."""
        return self.tokens != TOKENS.start

    @property
    def languages(self) -> int:
        """How many it understands."""
        return self.tokens - 51_766 if self.multilingual else 1

    @property
    def timed(self) -> bool:
        """Whether whisper.cpp asks it for times."""
        return self.text_layers != DISTILLED or self.tokens == LATER

    @property
    def tensors(self) -> int:
        """How many there have to be."""
        return 11 + 15 * self.audio_layers + 24 * self.text_layers

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Those of some that everything else hangs on, the fastest dimension first."""
        return {
            "encoder.positional_embedding": (self.audio_state, self.audio_context),
            "encoder.conv1.weight": (3, self.mels, self.audio_state),
            "decoder.positional_embedding": (self.text_state, self.text_context),
            "decoder.token_embedding.weight": (self.text_state, self.tokens),
        }


def weights(file: Path) -> str:
    """What most of the weights in a file are, as in "f16", by its first bytes; empty where they are no Whisper's."""
    try:
        with Reader(file) as reader:
            sizes = Sizes(*reader.numbers("<11i")) if reader.take(4) == MAGIC else None
    except (CutOff, OSError):
        return ""
    return sizes.weights if sizes and sizes.possible else ""


class Flawed(Exception):
    """It holds what whisper.cpp would crash over; says what, in a sentence for people."""


def checked(file: Path) -> Sizes:
    """The sizes of the Whisper in a file, once every length in it was found to be right.

    Raises:
        Flawed: it is another model, or no sound one.
        CutOff: it ends too early.
        OSError: it cannot be read.
    """
    with Reader(file) as reader:
        match reader.take(4):
            case gguf.MAGIC:
                raise Flawed(_("It is in the form GGUF; whisper.cpp loads Whisper in the older form GGML alone."))
            case magic if magic != MAGIC:
                raise Flawed(_("It is no GGML file."))
        sizes = Sizes(*reader.numbers("<11i"))
        if not sizes.possible:
            raise Flawed(_("No Whisper has the sizes that are written at its beginning."))
        _pass_filters(reader, sizes)
        _pass_tokens(reader, sizes)
        _pass_tensors(reader, sizes)
    return sizes


def _pass_filters(reader: Reader, sizes: Sizes) -> None:
    mels, frequencies = reader.numbers("<2i")
    if mels != sizes.mels or frequencies != FREQUENCIES:
        raise Flawed(_("Its filters are not a Whisper's."))
    reader.skip(4 * mels * frequencies)


def _pass_tokens(reader: Reader, sizes: Sizes) -> None:
    (count,) = reader.numbers("<i")
    if not 0 < count <= sizes.tokens:
        raise Flawed(_("Its vocabulary is not a Whisper's."))
    for _number in range(count):
        reader.skip(*reader.numbers("<I"))


def _pass_tensors(reader: Reader, sizes: Sizes) -> None:
    seen: set[bytes] = set()
    wanted = {name.encode(): shape for name, shape in sizes.shapes.items()}
    while reader.left and len(seen) <= sizes.tensors:
        dimensions, length, kind = reader.numbers("<3i")
        if not (0 < dimensions <= MOST_DIMENSIONS and 0 < length <= LONGEST_NAME and kind in BLOCKS):
            raise Flawed(_("It holds a tensor that no Whisper has."))
        shape = reader.numbers(f"<{dimensions}i")
        name = reader.take(length)
        numbers, size = BLOCKS[kind]
        right = name.isascii() and name not in seen and min(shape) > 0 and shape[0] % numbers == 0
        if not right or wanted.pop(name, shape) != shape:
            raise Flawed(_("It holds a tensor that no Whisper has."))
        seen.add(name)
        reader.skip(math.prod(shape) // numbers * size)
    if len(seen) < sizes.tensors:
        raise CutOff
    if len(seen) > sizes.tensors or wanted:
        raise Flawed(_("It holds a tensor that no Whisper has."))
