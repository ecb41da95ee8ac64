"""The smallest models with which a device is tried, made where they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

SIDE: Final = 4
"""Rows and columns of what is multiplied."""
MELS: Final = 8
FRAMES: Final = 16
"""What the Whisper hears: a spectrogram of these sizes."""
_WIDTH: Final = 64
"""Of its layers: that of one head of every Whisper, with which all number formats compute."""
_TALLER: Final = {"self_attention/linear_0": 3, "attention/linear_1": 2}
"""How many matrices of attention lie in one."""


def whisper(folder: Path) -> None:
    """Write a Whisper of one layer for CTranslate2 into a folder: it convolves, multiplies, attends and normalises."""
    from ctranslate2.specs import WhisperSpec
    from ctranslate2.specs.model_spec import visit_spec

    spec = WhisperSpec(1, 1, 1, 1)
    visit_spec(spec, _filled)
    spec.encoder.position_encodings.encodings = _matrix(FRAMES // 2, _WIDTH)
    spec.decoder.position_encodings.encodings = _matrix(SIDE, _WIDTH)
    spec.register_vocabulary([f"<|{number}|>" for number in range(_WIDTH)])
    spec.validate()
    spec.save(str(folder))


def _filled(part: Any, name: str, _value: Any) -> None:
    """Give what has weights some of the right shape, in the names that CTranslate2 has for its layers."""
    place, _slash, kind = name.rpartition("/")
    if kind in ("gamma", "beta"):
        setattr(part, kind, _matrix(_WIDTH))
    elif kind == "weight":
        height = _WIDTH * next((many for end, many in _TALLER.items() if place.endswith(f"/{end}")), 1)
        depth = {"encoder/conv1": (MELS, 3), "encoder/conv2": (_WIDTH, 3)}.get(place, (_WIDTH,))
        part.weight = _matrix(height, *depth)
        if hasattr(part, "bias"):
            part.bias = _matrix(height)


def _matrix(*shape: int) -> Any:
    import numpy as np

    return np.random.default_rng(1).normal(0, 0.1, shape).astype(np.float32)


def square() -> bytes:
    """A network of one node that multiplies its input by itself, as ONNX (onnx.proto of its release 1.8)."""

    def field(number: int, value: bytes | str | int) -> bytes:
        if isinstance(value, int):
            return bytes([number << 3, value])
        held = value.encode() if isinstance(value, str) else value
        return bytes([number << 3 | 2, len(held)]) + held

    side = field(1, field(1, SIDE))
    tensor = field(1, field(1, 1) + field(2, side + side))  # of float32
    node = field(1, "x") + field(1, "x") + field(2, "y") + field(4, "MatMul")
    ends = field(11, field(1, "x") + field(2, tensor)) + field(12, field(1, "y") + field(2, tensor))
    graph = field(1, node) + field(2, "trial") + ends
    return field(1, 7) + field(7, graph) + field(8, field(1, "") + field(2, 13))
