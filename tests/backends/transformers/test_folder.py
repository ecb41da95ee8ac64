"""What is refused before transformers is even imported."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from asrpro import backends
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged, Unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load(folder: Path | None, **options: str) -> object:
    model = Model("m", "M", "transformers", path=folder)
    return backends.backend("transformers").load(model, "cpu", LoadOptions(**options))  # type: ignore[arg-type]


@pytest.fixture
def copy(whispers: Mapping[str, Path], tmp_path: Path) -> Path:
    """The small Whisper, to be damaged."""
    return shutil.copytree(whispers["hugging face"], tmp_path / "copy")


@pytest.mark.parametrize("folder", [None, "nowhere", "copy/config.json"])
def test_a_folder_that_is_none_is_told(folder: str | None, copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model folder"):
        load(copy.parent / folder if folder else None)


@pytest.mark.parametrize("content", [b"", b"[1]", b"null", b"\xff\xfe\x00", b'{"a": ', b"[" * 100_000])
def test_a_damaged_config_is_told(content: bytes, copy: Path) -> None:
    (copy / "config.json").write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"config\.json is missing or damaged"):
        load(copy)


@pytest.mark.parametrize("name", ["llama", None, 5, [], {}])
def test_another_kind_of_model_is_told(name: Any, copy: Path) -> None:
    (copy / "config.json").write_text(json.dumps({"model_type": name}), "utf-8")
    with pytest.raises(ModelDamaged, match="holds no recogniser that Transformers knows") as told:
        load(copy)
    assert "whisper, parakeet_ctc" in told.value.hint


def test_pickled_weights_are_as_good_as_none(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(ModelDamaged, match=r"lacks model\.safetensors"):
        load(copy)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({}, "is missing or damaged"),
        ({"a": 5}, "is missing or damaged"),
        ({"a": "pytorch_model.bin"}, "is missing or damaged"),
        ({"a": "../model.safetensors"}, "is missing or damaged"),
        ({"a": "a.safetensors", "b": "b.safetensors"}, r"lacks b\.safetensors"),
    ],
)
def test_shares_are_looked_for(named: Any, words: str, copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "a.safetensors")
    (copy / "model.safetensors.index.json").write_text(json.dumps({"weight_map": named}), "utf-8")
    with pytest.raises(ModelDamaged, match=words):
        load(copy)


@pytest.mark.parametrize("wanted", ["float16", "bfloat16", "int8"])
def test_a_processor_computes_in_32_bits(wanted: str, copy: Path) -> None:
    with pytest.raises(Unsupported, match=f"does not compute in {wanted}"):
        load(copy, compute_type=wanted)
