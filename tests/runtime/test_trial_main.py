"""A library has to compute on a device, not just to be loaded."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro.runtime import trial_main, trial_models

if TYPE_CHECKING:
    from pathlib import Path

ctranslate2 = importlib.import_module("ctranslate2")
TRY = {"library": "ctranslate2", "device": "cpu"}


def answer() -> dict[str, Any]:
    told: dict[str, Any] = trial_main.handlers()["try"](TRY)
    return told


def test_the_smallest_whisper_computes_in_every_number_format(tmp_path: Path) -> None:
    told = answer()
    assert told["error"] == ""
    assert set(told["precisions"]) == ctranslate2.get_supported_compute_types("cpu")
    trial_models.whisper(tmp_path)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 1_000_000
    whisper = ctranslate2.models.Whisper(str(tmp_path), "cpu", compute_type="float32")
    sound = np.ones((1, trial_models.MELS, trial_models.FRAMES), np.float32)
    one, other = (np.array(whisper.encode(ctranslate2.StorageView.from_array(heard))) for heard in (sound, -sound))
    assert one.shape == (1, trial_models.FRAMES // 2, 64)
    assert not np.allclose(one, other)  # it is no constant


def refusing(said: str, *refused: str) -> type:
    """CTranslate2's Whisper, which loads and fails at work in these number formats, as on a card of another make."""
    real = ctranslate2.models.Whisper

    class Refusing:
        def __init__(self, folder: str, device: str, compute_type: str, **_named: Any) -> None:
            self._whisper = real(folder, device, compute_type=compute_type)
            self._refuses = compute_type in refused

        def encode(self, *told: Any, **named: Any) -> Any:
            if self._refuses:
                raise RuntimeError(said)
            return self._whisper.encode(*told, **named)

    return Refusing


def test_what_loads_and_cannot_compute_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "parallel_for failed: cudaErrorNoKernelImageForDevice: no kernel image is available for execution"
    every = ctranslate2.get_supported_compute_types("cpu")
    monkeypatch.setattr(ctranslate2.models, "Whisper", refusing(said, *every))
    assert answer()["error"] == said
    assert "precisions" not in answer()


def test_number_formats_that_cannot_be_computed_in_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctranslate2.models, "Whisper", refusing("no", "int8"))
    told = answer()
    assert told["error"] == ""
    assert "int8" not in told["precisions"]
    assert "float32" in told["precisions"]
