from __future__ import annotations

import json
import socket
import struct
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.errors import ModelDamaged
from fixtures.fetching import hub_with_a_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer


@pytest.fixture
def free_port() -> Iterator[int]:
    """One at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def refusal(look: Callable[[], object]) -> str:
    """What is said of a damaged model; empty when nothing is."""
    try:
        look()
    except ModelDamaged as told:
        return told.title
    return ""


TOKENS = ("<|endoftext|>", "<|startoftranscript|>")


def converted(
    folder: Path,
    *,
    kind: str = "WhisperSpec",
    tokens: int = 51865,
    text: bool = False,
    layers: tuple[int, int] | None = None,
    **config: Any,
) -> Path:
    """A folder as ct2-transformers-converter leaves it, with nothing but the head of the weights.

    With `layers` of encoder and decoder there is a tensor of nothing in each.
    """
    folder.mkdir(parents=True)
    name = kind.encode() + b"\0"
    named = [
        f"{part}/layer_{number}/ffn/linear_0/weight\0".encode()
        for part, count in zip(("encoder", "decoder"), layers or (), strict=False)
        for number in range(count)
    ]
    tensors = b"".join(struct.pack("<H", len(one)) + one + struct.pack("<BIBI", 1, 0, 0, 0) for one in named)
    head = struct.pack("<IH", 6, len(name)) + name + struct.pack("<2I", 3, len(named))
    (folder / "model.bin").write_bytes(head + tensors + bytes(100))
    given = {"alignment_heads": [[1, 0]], "lang_ids": list(range(50259, 50358))} | config
    (folder / "config.json").write_text(json.dumps(given), "utf-8")
    (folder / "tokenizer.json").write_text('{"model": {}}', "utf-8")
    vocabulary = [*TOKENS, *(f"word{number}" for number in range(tokens - len(TOKENS)))]
    if text:
        (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    else:
        (folder / "vocabulary.json").write_text(json.dumps(vocabulary), "utf-8")
    return folder


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub on this machine with one repository, that no proxy stands before."""
    with hub_with_a_model(monkeypatch) as server:
        yield server
