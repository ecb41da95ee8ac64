"""The engines that Models can be had for, best first, whether this version has them or not."""

from __future__ import annotations

from typing import Final

from asrpro import backends, packages

ENGINES: Final = {
    "faster_whisper": "faster-whisper",
    "pocketsphinx": "PocketSphinx",
    "onnx": "ONNX Runtime",
    "moonshine": "Moonshine",
    "mlx_whisper": "MLX",
    "whisper_cpp": "whisper.cpp",
    "coreml": "Core ML",
    "sherpa_onnx": "sherpa-onnx",
    "voxtral_c": "voxtral.c",
    "transformers": "Transformers",
    "nemo": "NeMo",
    "remote": "a server",
}
"""What they are called, by the name of the Backend; where a Model is here for several, the first one runs it."""


def title(name: str) -> str:
    """What an engine is called."""
    return ENGINES.get(name, name)


def rank(name: str) -> int:
    """Where it stands among them; behind all for one that is not known."""
    return list(ENGINES).index(name) if name in ENGINES else len(ENGINES)


def exists(name: str) -> bool:
    """Whether this version has the Backend, installed or not."""
    return name in backends.names()


def installed(name: str) -> bool:
    """Whether it can be used now, as far as is known without the settings, which may name a program elsewhere."""
    if not exists(name):
        return False
    backend = backends.backend(name)
    if backends.lacks(backend) or backend.hindrance():
        return False
    return not backend.program or packages.program(backend.program) is not None
