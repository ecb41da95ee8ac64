"""Weights that are cut into several files, as Hugging Face's libraries do it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHARD: Final = re.compile(r"(.*-)(\d{5})-of-(\d{5})(\.\w+)", re.DOTALL)
"""model-00001-of-00003.safetensors: the name that transformers and huggingface_hub give them."""
_MOST: Final = 1000
"""What says that it is one of more is none."""


def absent(names: Iterable[str]) -> list[str]:
    """Those that must be beside these files, and are not."""
    there = [*names]
    wanted: dict[str, None] = {}
    for name in there:
        found = _SHARD.fullmatch(name)
        if found and int(found[3]) <= _MOST:
            numbers = range(1, int(found[3]) + 1)
            wanted |= dict.fromkeys(f"{found[1]}{number:05}-of-{found[3]}{found[4]}" for number in numbers)
    return [name for name in wanted if name not in there]
