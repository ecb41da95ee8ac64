"""Environments of their own, for engines whose packages cannot be among ours: which there are, and where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro import paths

if TYPE_CHECKING:
    from asrpro.domain import Backend

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
    device: str = ""
    """The device it is there for, where it is for one alone."""
    aliases: tuple[str, ...] = ()
    """What else people may take it to be called."""
    systems: str = ""
    """For which systems its packages are made, as pip writes a marker; for all where it says nothing."""


def _onnx_runtime(
    device: str, title: str, made: tuple[str, ...], size: int, systems: str = "", aliases: tuple[str, ...] = ()
) -> Environment:
    """ONNX Runtime as it is made for a device, or together with the plugin for it."""
    return Environment(
        f"onnx-{device}",
        title,
        "onnx",
        ("onnxruntime", "onnx_asr"),
        size,
        requires=(*made, "onnx-asr"),
        device=device,
        systems=systems,
        aliases=aliases,
    )


KNOWN: Final = {
    one.name: one
    for one in (
        _onnx_runtime(
            "cuda",
            "ONNX Runtime on NVIDIA's graphics cards",
            ("onnxruntime-gpu[cuda,cudnn]",),
            3_500_000_000,
            aliases=("onnx-gpu",),
        ),
        _onnx_runtime(
            "directml",
            "ONNX Runtime on DirectML, for graphics cards of all makers",
            ("onnxruntime-directml",),
            400_000_000,
            "sys_platform == 'win32' and platform_machine == 'AMD64'",
        ),
        _onnx_runtime(
            "webgpu",
            "ONNX Runtime on WebGPU, for graphics cards of all makers",
            ("onnxruntime>=1.24.4", "onnxruntime-ep-webgpu"),
            400_000_000,
            "sys_platform != 'darwin' or platform_machine == 'arm64'",
        ),
        _onnx_runtime(
            "openvino",
            "ONNX Runtime on OpenVINO, for Intel's processors and graphics",
            ("onnxruntime-openvino",),
            600_000_000,
            "sys_platform == 'linux' and platform_machine == 'x86_64'",
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
"""By name. onnxruntime's kinds share a folder with onnxruntime, which faster-whisper insists on; the others are large.

A Backend has one at a time, for a Host runs in it whatever its device is.
"""


def folder(name: str) -> Path:
    """Where all that is of an environment lies, or will; raises OSError."""
    return paths.data() / "engines" / name


def fits(wanted: Environment | Backend) -> bool:
    """Whether its packages are made for this system, or of use on it."""
    if not wanted.systems:
        return True
    from packaging.markers import Marker

    return Marker(wanted.systems).evaluate()


def of(backend: str) -> Environment | None:
    """The one that a Backend has; None where there is none, or not all of it."""
    return next((one for one in KNOWN.values() if one.backend == backend and whole(one.name)), None)


def serving(device: str) -> Environment | None:
    """The one that is there for a device alone; None where there is none for it."""
    return next((one for one in KNOWN.values() if one.device == device and fits(one)), None)


def python(backend: str) -> Path | None:
    """The Python in which a Backend runs; None where that is ours, for there is no environment for it, or not all."""
    found = of(backend)
    place = whole(found.name) if found else None
    return interpreter(place) if place else None


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
    found = of(backend)
    place = whole(found.name) if found else None
    return f"{found.name} {place.name}" if found and place else ""


def command(backend: str) -> str:
    """What adds the packages of a Backend that has an environment instead of them; empty for all others."""
    added = (f"asrpro engines add {one.name}" for one in KNOWN.values() if one.backend == backend and one.extra)
    return next(added, "")
