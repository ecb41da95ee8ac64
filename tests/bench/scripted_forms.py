"""The scripted Whisper in the forms of other engines: MLX and GGML, with weights of 16 bits, named as OpenAI does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.scripted_whisper import MELS, POSITIONS, TOKENS, specified
from fixtures.ggml_file import GgmlFile, Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.scripted_whisper import Size

NAMES = (
    (r"^(\w+)/layer_(\d+)/", r"\1/blocks/\2/"),
    (r"/self_attention/layer_norm/", "/attn_ln/"), (r"/attention/layer_norm/", "/cross_attn_ln/"),
    (r"/ffn/layer_norm/", "/mlp_ln/"), (r"/self_attention/linear_0/", "/attn/query+key+value/"),
    (r"/self_attention/linear_1/", "/attn/out/"), (r"/attention/linear_0/", "/cross_attn/query/"),
    (r"/attention/linear_1/", "/cross_attn/key+value/"), (r"/attention/linear_2/", "/cross_attn/out/"),
    (r"/ffn/linear_0/", "/mlp/0/"), (r"/ffn/linear_1/", "/mlp/2/"), (r"^encoder/layer_norm/", "encoder/ln_post/"),
    (r"^decoder/layer_norm/", "decoder/ln/"), (r"/gamma$", "/weight"), (r"/beta$", "/bias"),
    (r"/position_encodings/encodings$", "/positional_embedding"), (r"/embeddings/weight$", "/token_embedding/weight"),
)  # fmt: skip
"""What CTranslate2's names become; several parts that lie in one matrix are told apart by a plus."""


def weights(shipped: Path, size: Size) -> dict[str, Any]:
    """Arrays by OpenAI's names."""
    return dict(_renamed(specified(shipped, size)))


def _renamed(spec: Any) -> Iterator[tuple[str, Any]]:
    for name, value in spec.variables(ordered=True):
        array = np.asarray(value) if not isinstance(value, str) else None
        if array is None or not array.ndim or name.startswith("decoder/projection"):
            continue
        called = name
        for pattern, new in NAMES:
            called = re.sub(pattern, new, called)
        before, plus, kind = called.rpartition("/")
        parent, _slash, parts = before.rpartition("/")
        together = parts.split("+")
        for part, piece in zip(together, np.split(array, len(together)) if plus else [array], strict=True):
            if not (part == "key" and kind == "bias"):  # which OpenAI's have not
                yield f"{parent}/{part}/{kind}".strip("/").replace("/", "."), piece.astype(np.float32)


def mlx(folder: Path, held: dict[str, Any], size: Size) -> Path:
    """A folder for mlx-whisper."""
    folder.mkdir()
    stored = {}
    for name, array in held.items():
        if name != "encoder.positional_embedding":
            called = name.replace(".mlp.0.", ".mlp1.").replace(".mlp.2.", ".mlp2.")
            turned = array.transpose(0, 2, 1) if re.search(r"conv\d\.weight", name) else array
            stored[called] = turned.astype(np.float16)
    np.savez(folder / "weights.npz", **stored)
    sizes = {"n_mels": MELS, "n_audio_ctx": 1500, "n_vocab": TOKENS, "n_text_ctx": POSITIONS, "model_type": "whisper"}
    for side in ("audio", "text"):
        sizes |= {f"n_{side}_state": size.width, f"n_{side}_head": size.heads, f"n_{side}_layer": size.layers}
    (folder / "config.json").write_text(json.dumps(sizes), "utf-8")
    return folder


def ggml(file: Path, held: dict[str, Any], size: Size, like: Path) -> Path:
    """A file for whisper.cpp; filters and vocabulary are those of another one."""
    tensors = []
    for name, array in held.items():
        shaped = array.reshape(-1, 1) if re.search(r"conv\d\.bias", name) else array
        half = array.ndim > 1 and not name.endswith("positional_embedding")
        numbers = shaped.astype(np.float16 if half else np.float32)
        tensors.append(Tensor(name, shaped.shape[::-1], int(half), numbers.tobytes()))
    sides = (size.width, size.heads, size.layers)
    sizes = (TOKENS, 1500, *sides, POSITIONS, *sides, MELS, 1)
    return GgmlFile(sizes, GgmlFile.read(like).between, tuple(tensors)).write(file)
