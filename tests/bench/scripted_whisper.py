"""A Whisper of base or small size that says the same 110 tokens about every window: honest work, always the same.

Random weights decode to arbitrary lengths. Here nothing but tokens and their positions gets through the decoder, and
the embedding of each position names the token that comes next; all matrices have their full size and are multiplied.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MELS, POSITIONS, TOKENS = 80, 448, 51_865


@dataclass(frozen=True, slots=True)
class Size:
    """What a Whisper is large in."""

    width: int
    layers: int
    heads: int


BASE, SMALL = Size(512, 6, 8), Size(768, 12, 12)
SAID = 110
"""Tokens a window, with the time before and the time after the text."""
_SURE = 10.0
"""How much louder a position is than the token before it."""
_TEXT = (
    " Speech becomes text while the kettle boils, and nobody outside this quiet kitchen will ever learn what was"
    " said. Yesterday we measured seventeen windows, two doors and one crooked chimney before lunch, and tomorrow"
    " the painter brings green varnish for every shutter facing north. My neighbour keeps bees, grows excellent"
    " purple beans, and plays trumpet badly on Sundays. Please remember to post both letters, buy fresh ink, fix"
    " that squeaking hinge, water the ferns upstairs, then call Margaret about her lost umbrella. If rain should"
    " stop early, meet us by the old harbour where ships unload oranges."
)


def make(folder: Path, shipped: Path, size: Size = BASE) -> Path:
    """Write the model into a new folder and return that; tokenizer and vocabulary are those of the model in `shipped`.

    Raises:
        ValueError: CTranslate2 says the weights are not what it needs.
    """
    spec = specified(shipped, size)
    spec.register_vocabulary(json.loads((shipped / "vocabulary.json").read_text("utf-8")))
    shape = json.loads((shipped / "config.json").read_text("utf-8"))
    spec.config.suppress_ids, spec.config.suppress_ids_begin = shape["suppress_ids"], shape["suppress_ids_begin"]
    spec.config.lang_ids, spec.config.alignment_heads = shape["lang_ids"], [(size.layers - 1, 0)]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))
    for name in ("tokenizer.json", "preprocessor_config.json"):
        shutil.copy(shipped / name, folder)
    return folder


def specified(shipped: Path, size: Size) -> Any:
    """The weights, as CTranslate2 names them, in 32 bits."""
    from ctranslate2.specs.whisper_spec import WhisperSpec

    spec = WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    chance = np.random.default_rng(0)
    _encoder(spec.encoder, size.width, chance)
    _decoder(spec.decoder, size.width, chance, _said(shipped / "tokenizer.json"))
    return spec


def _said(tokenizer: Path) -> list[int]:
    """What each position asks for, from the first on: language, task, the tokens of a window, and the end."""
    from tokenizers import Tokenizer

    known = Tokenizer.from_file(str(tokenizer))
    names = ("<|en|>", "<|transcribe|>", "<|0.00|>", "<|28.00|>", "<|endoftext|>")
    language, task, first, last, end = (known.token_to_id(name) for name in names)
    text = known.encode(_TEXT, add_special_tokens=False).ids[: SAID - 2]
    return [language, task, first, *text, last, end]


def _encoder(encoder: Any, width: int, chance: np.random.Generator) -> None:
    encoder.position_encodings.encodings = _some(chance, 1500, width)
    _norm(encoder.layer_norm, width)
    for convolution, channels in ((encoder.conv1, MELS), (encoder.conv2, width)):
        convolution.weight = _some(chance, width, channels, 3)
        convolution.bias = np.zeros(width, np.float32)
    for layer in encoder.layer:
        _attention(layer.self_attention, (3 * width, width), chance)
        _feed_forward(layer.ffn, width, chance)


def _decoder(decoder: Any, width: int, chance: np.random.Generator, said: Sequence[int]) -> None:
    words = chance.normal(0, 1, (TOKENS, width)).astype(np.float32)
    words -= words.mean(1, keepdims=True)
    words /= words.std(1, keepdims=True)
    positions = np.tile(_SURE * words[said[-1]], (POSITIONS, 1))
    positions[: len(said)] = _SURE * words[list(said)]
    decoder.embeddings.weight = decoder.projection.weight = words
    decoder.position_encodings.encodings = positions
    decoder.scale_embeddings = False
    _norm(decoder.layer_norm, width)
    for layer in decoder.layer:
        _attention(layer.self_attention, (3 * width, width), chance, silent=True)
        _attention(layer.attention, (width, 2 * width, width), chance, silent=True)
        _feed_forward(layer.ffn, width, chance, silent=True)


def _attention(attention: Any, heights: Sequence[int], chance: np.random.Generator, *, silent: bool = False) -> None:
    """Fill one; the output of a silent one is zero, after all the work."""
    width = heights[-1]
    _norm(attention.layer_norm, width)
    for linear, height in zip(attention.linear, heights, strict=True):
        _linear(linear, height, width, chance, silent=silent and linear is attention.linear[-1])


def _feed_forward(part: Any, width: int, chance: np.random.Generator, *, silent: bool = False) -> None:
    _norm(part.layer_norm, width)
    _linear(part.linear_0, 4 * width, width, chance)
    _linear(part.linear_1, width, 4 * width, chance, silent=silent)


def _linear(linear: Any, height: int, width: int, chance: np.random.Generator, *, silent: bool = False) -> None:
    linear.weight = np.zeros((height, width), np.float32) if silent else _some(chance, height, width)
    linear.bias = np.zeros(height, np.float32)


def _norm(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _some(chance: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return chance.normal(0, 0.02, shape).astype(np.float32)
