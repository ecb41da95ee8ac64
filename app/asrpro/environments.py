"""Environments of their own, for engines whose packages cannot be among ours: which there are, and where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asrpro import paths

COMPLETE: Final = "complete.json"
"""Names the one of the folders beside it that is whole: environments cannot be renamed once they are made."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Packages that live apart, for one Backend."""

    name: str
    """The name people type."""
    title: str
    """The name people read."""
    backend: str
    """The Backend that runs in it."""
    needs: tuple[str, ...]
    """Packages that must be importable in it."""
    size: int
    """Bytes it takes at most, roughly: PyTorch may bring NVIDIA's libraries. As many again are needed meanwhile."""
    requires: tuple[str, ...] = ()
    """What is installed, as pip writes it."""
    extra: str = ""
    """The extra in pyproject.toml that says what is installed instead."""


KNOWN: Final = {
    one.name: one
    for one in (
        Environment(
            "onnx-cuda",
            "ONNX Runtime on NVIDIA's graphics cards",
            "onnx",
            ("onnxruntime", "onnx_asr"),
            3_500_000_000,
            requires=("onnxruntime-gpu[cuda,cudnn]", "onnx-asr"),
        ),
        Environment("nemo", "NeMo", "nemo", ("nemo", "torch"), 7_000_000_000, extra="nemo"),
        Environment(
            "transformers",
            "Transformers",
            "transformers",
            ("transformers", "torch"),
            6_000_000_000,
            extra="transformers",
        ),
    )
}
"""By name. onnxruntime-gpu shares a folder with onnxruntime, which faster-whisper insists on; the others are large."""


def folder(name: str) -> Path:
    """Where all that is of an environment lies, or will; raises OSError."""
    return paths.data() / "engines" / name


def python(backend: str) -> Path | None:
    """The Python in which a Backend runs; None where that is ours, for there is no environment for it, or not all."""
    for one in KNOWN.values():
        if one.backend == backend and (place := whole(one.name)):
            return interpreter(place)
    return None


def whole(name: str) -> Path | None:
    """The folder of an environment that is whole; None where there is none."""
    named = told(name).get("folder")
    try:
        place = folder(name) / Path(str(named)).name
        return place if named and interpreter(place).exists() else None
    except OSError:
        return None


def told(name: str) -> dict[str, Any]:
    """What is written of an environment: its "folder", and what was asked for ("requires", "pins"); may be nothing."""
    try:
        read = json.loads((folder(name) / COMPLETE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def interpreter(place: Path) -> Path:
    """The Python in an environment's folder."""
    windows = place / "Scripts" / "python.exe"
    return windows if windows.exists() else place / "bin" / "python"


def packages(place: Path) -> list[Path]:
    """The folders of an environment in which packages lie."""
    return [*place.glob("lib/python*/site-packages"), *place.glob("Lib/site-packages")]


def stamp(backend: str) -> str:
    """What changes when the environment of a Backend does; empty where it has none."""
    for one in KNOWN.values():
        if one.backend == backend and (place := whole(one.name)):
            return f"{one.name} {place.name}"
    return ""


def command(backend: str) -> str:
    """What adds the packages of a Backend that has an environment instead of them; empty for all others."""
    added = (f"asrpro engines add {one.name}" for one in KNOWN.values() if one.backend == backend and one.extra)
    return next(added, "")
