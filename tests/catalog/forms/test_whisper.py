"""What all forms of a Whisper tell alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.local import inspected
from catalog.conftest import converted
from fixtures import forms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Made = Callable[[Path, int, int], Path]


def hugging_face(place: Path, encoder: int, decoder: int) -> Path:
    folder = forms.onnx(place, "whisper", encoder_layers=encoder, decoder_layers=decoder)
    for graph in folder.rglob("*.onnx"):
        graph.unlink()
    forms.safetensors(folder / "model.safetensors", {"a": 8})
    return folder


FORMS: dict[str, Made] = {
    "faster_whisper": lambda place, encoder, decoder: converted(place, layers=(encoder, decoder)),
    "mlx_whisper": lambda place, encoder, decoder: forms.mlx(place, n_audio_layer=encoder, n_text_layer=decoder),
    "whisper_cpp": lambda place, encoder, decoder: forms.ggml(place, n_audio_layer=encoder, n_text_layer=decoder),
    "onnx": lambda place, encoder, decoder: forms.onnx(
        place, "whisper", encoder_layers=encoder, decoder_layers=decoder
    ),
    "transformers": hugging_face,
}


@pytest.mark.parametrize("backend", FORMS)
@pytest.mark.parametrize(
    ("encoder", "decoder", "translates"), [(4, 4, True), (32, 32, True), (32, 4, False), (32, 2, False)]
)
def test_turbo_and_the_distilled_ones_do_not_translate(
    backend: str, encoder: int, decoder: int, *, translates: bool, tmp_path: Path
) -> None:
    """As tiny, large-v3, turbo and distil-large-v3.5 in the catalogue."""
    model = inspected(FORMS[backend](tmp_path / "ggml-whisper.bin", encoder, decoder))
    assert (model.backend, model.tasks) == (backend, ("transcribe", "translate") if translates else ("transcribe",))
    assert model.detects_language
