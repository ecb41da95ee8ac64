"""GGML files, as whisper.cpp loads them: it crashes over a bad one, so every length in it is checked.

Numbers of the header, the filters, the tokens, then tensors to the end of the file
(models/convert-pt-to-ggml.py and whisper_model_load in whisper.cpp).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.catalog.forms.reader import CutOff, Reader
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

MAGIC: Final = b"lmgg"
GGUF: Final = b"GGUF"
"""What came after it, which whisper.cpp does not load."""
BLOCKS: Final = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
}  # fmt: skip
"""Numbers of a block and its bytes, by ggml's number of the type."""
FORMATS: Final = frozenset((0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14))
"""How a file may say it is quantised (ggml_ftype); the version of that is added in thousands."""
AUDIO_CONTEXT: Final = 1500
TEXT_CONTEXT: Final = 448
"""What Whisper's encoder and decoder look at, at most."""
MELS: Final = (80, 128)
FREQUENCIES: Final = 201
MOST_LAYERS: Final = 128
MOST_DIMENSIONS: Final = 3
LONGEST_NAME: Final = 100
DISTILLED: Final = 2
"""Decoder layers of what whisper.cpp takes for a distilled Whisper, whose times it does not ask for."""


@dataclass(frozen=True, slots=True)
class _Sizes:
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
            self.tokens in whisper.TOKENS
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


def is_one(file: Path) -> bool:
    """Whether it begins as one, or as what came after it."""
    with file.open("rb") as opened:
        return opened.read(4) in (MAGIC, GGUF)


def model(file: Path) -> Model:
    """The Whisper in a file.

    Raises:
        ModelDamaged: it holds another model, is cut off, or holds what whisper.cpp would crash over.
    """
    try:
        with Reader(file) as reader:
            if reader.take(4) == GGUF:
                raise damaged(
                    file, _("It is in the form GGUF; whisper.cpp loads Whisper in the older form GGML alone.")
                )
            sizes = _Sizes(*reader.numbers("<11i"))
            if not sizes.possible:
                raise damaged(file, _("No Whisper has the sizes that are written at its beginning."))
            _pass_filters(reader, sizes, file)
            _pass_tokens(reader, sizes, file)
            _pass_tensors(reader, sizes, file)
    except CutOff as error:
        raise cut_off(file) from error
    except (OSError, struct.error) as error:
        raise damaged(file) from error
    found = whisper.model(
        file,
        "whisper_cpp",
        whisper.spoken(sizes.tokens),
        timestamps="none" if sizes.text_layers == DISTILLED else "word",
        multilingual=sizes.tokens > whisper.ENGLISH_ONLY,
    )
    return replace(found, takes_hotwords=False)


def _pass_filters(reader: Reader, sizes: _Sizes, file: Path) -> None:
    mels, frequencies = reader.numbers("<2i")
    if mels != sizes.mels or frequencies != FREQUENCIES:
        raise damaged(file, _("Its filters are not a Whisper's."))
    reader.skip(4 * mels * frequencies)


def _pass_tokens(reader: Reader, sizes: _Sizes, file: Path) -> None:
    (count,) = reader.numbers("<i")
    if not 0 < count <= sizes.tokens:
        raise damaged(file, _("Its vocabulary is not a Whisper's."))
    for _number in range(count):
        reader.skip(*reader.numbers("<I"))


def _pass_tensors(reader: Reader, sizes: _Sizes, file: Path) -> None:
    seen: set[bytes] = set()
    wanted = {name.encode(): shape for name, shape in sizes.shapes.items()}
    while reader.left and len(seen) <= sizes.tensors:
        dimensions, length, kind = reader.numbers("<3i")
        if not (0 < dimensions <= MOST_DIMENSIONS and 0 < length <= LONGEST_NAME and kind in BLOCKS):
            raise damaged(file, _("It holds a tensor that no Whisper has."))
        shape = reader.numbers(f"<{dimensions}i")
        name = reader.take(length)
        numbers, size = BLOCKS[kind]
        if name in seen or min(shape) <= 0 or shape[0] % numbers or wanted.pop(name, shape) != shape:
            raise damaged(file, _("It holds a tensor that no Whisper has."))
        seen.add(name)
        reader.skip(math.prod(shape) // numbers * size)
    if len(seen) < sizes.tensors:
        raise cut_off(file)
    if len(seen) > sizes.tensors or wanted:
        raise damaged(file, _("It holds a tensor that no Whisper has."))
