"""Which number format of several is loaded is known before."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.onnx.formats import stored
from asrpro.domain import LoadOptions, Model
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("endings", "on_processor", "on_card"),
    [
        ((".int8.onnx",), "int8", "int8"),
        ((".onnx",), "float32", "float32"),
        ((".onnx", ".int8.onnx"), "int8", "float32"),
        ((".fp16.onnx", ".uint8.onnx"), "int8", "int8"),
        ((".fp16.onnx",), "float16", "float16"),
        ((".q4.onnx",), "q4", "q4"),
    ],
)
def test_each_device_gets_what_it_is_fast_with(
    endings: tuple[str, ...], on_processor: str, on_card: str, tmp_path: Path
) -> None:
    for ending in endings:
        forms.onnx(tmp_path, ending=ending)
    assert (stored(tmp_path, "cpu"), stored(tmp_path, "cuda")) == (on_processor, on_card)


def test_what_is_told_before_is_loaded(parakeet_folder: Path, tmp_path: Path) -> None:
    plain = shutil.copytree(parakeet_folder, tmp_path / "plain")
    for file in plain.glob("*.int8.onnx"):
        file.rename(plain / file.name.replace(".int8", ""))
    for folder in (parakeet_folder, plain):
        engine = backends.backend("onnx").load(Model("m", "M", "onnx", path=folder), "cpu", LoadOptions())
        assert engine.device == f"cpu ({stored(folder, 'cpu')})"


@pytest.mark.parametrize("config", ["[]", "{", "{}"])
def test_of_what_cannot_be_loaded_nothing_is_told(config: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(config)
    assert stored(tmp_path, "cpu") == stored(tmp_path / "nowhere", "cpu") == ""
