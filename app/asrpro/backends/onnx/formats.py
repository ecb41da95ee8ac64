"""Which of the number formats that lie in a folder is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from asrpro.backends.onnx import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FORMATS: Final = {
    "int8": ("int8", "quantized", "uint8"),
    "float32": ("",),
    "float16": ("fp16", "float16"),
}
"""What files of a number format are called, by the format; those of any other are called by its name."""
_BEST: Final = {"cpu": ("int8", "float32")}
"""The formats to take by themselves, best first, where a device wants others than `_OTHERWISE`."""
_OTHERWISE: Final = ("float32", "int8")


def formats(names: Iterable[str]) -> dict[str, str]:
    """The formats there are, each with what its files are called."""
    named = {alias: word for word, aliases in FORMATS.items() for alias in aliases}
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: FORMATS.get(named.get(name, ""), (name,)).index(name)):
        found.setdefault(named.get(name, name), name)
    return found


def best(there: Mapping[str, str], device: str) -> str:
    """The format that a device gets where nobody asks for one."""
    return next((word for word in _BEST.get(device, _OTHERWISE) if word in there), next(iter(there)))


def stored(folder: Path, device: str) -> str:
    """The same of what lies in a folder; empty where nothing does that is loaded."""
    there = _inside(folder)
    return best(there, device) if there else ""


def told(folder: Path, _device: str) -> tuple[str, ...]:
    """The formats in a folder, of which one may be asked for on every device."""
    return tuple(_inside(folder))


def _inside(folder: Path) -> dict[str, str]:
    file = folder / kinds.CONFIG
    try:
        config = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        kind = kinds.kind(folder, config if isinstance(config, dict) else {})
        return formats(kinds.graphs(folder, kind))
    except (OSError, ValueError, RecursionError, LookupError):  # which its loader tells people
        return {}
