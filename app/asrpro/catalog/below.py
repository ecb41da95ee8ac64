"""Where folders are models that lie in one which is none: what people point at is often one folder too high."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.errors import ModelDamaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

MOST: Final = 60
"""Folders that are looked into: what is pointed at may be a whole disk."""
DEEPEST: Final = 3
"""How far down: a cache of Hugging Face has models--organisation--name/snapshots/commit."""
_WEIGHTS: Final = frozenset((".bin", ".gguf", ".nemo", ".npz", ".onnx", ".ort", ".safetensors"))
"""How files end that numbers of a Model are in."""


def has_weights(names: Iterable[str]) -> bool:
    """Whether a folder with files of these names is meant to be a Model, and no folder of Models."""
    return any(name.lower().endswith(ending) for name in names for ending in _WEIGHTS)


def models(folder: Path, look: Callable[[Path], Sequence[Path]]) -> Iterator[Path]:
    """Folders below this one that are Models, and files in them that are, the nearest first.

    Hidden folders and links are passed over. `look` gives the folder where that is a Model, or else those files in it
    that are, or raises ModelDamaged.
    """
    level, looked = [folder], 0
    for _depth in range(DEEPEST):
        further: list[Path] = []
        for inner in (inner for outer in level for inner in _folders(outer)):
            if looked == MOST:
                return
            looked += 1
            if found := _found(inner, look):
                yield from found
            else:
                further.append(inner)
        level = further


def _found(folder: Path, look: Callable[[Path], Sequence[Path]]) -> Sequence[Path]:
    try:
        return look(folder)
    except (ModelDamaged, OSError):  # which may not be looked into
        return ()


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(inner for inner in folder.iterdir() if not inner.name.startswith(".") and _is_folder(inner))
    except OSError:
        return []


def _is_folder(place: Path) -> bool:
    return place.is_dir() and not place.is_symlink()
