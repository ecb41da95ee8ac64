from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.tensors import npz, safetensors
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from catalog.conftest import refusal
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where spoiled files go."""
    return tmp_path_factory.mktemp("tensors") / "weights"


@pytest.mark.parametrize("weights", ["weights.npz", "weights.safetensors"])
def test_a_whisper_for_many_languages(weights: str, tmp_path: Path) -> None:
    folder = forms.mlx(tmp_path / "whisper-mlx", weights=weights)
    model = inspected(folder)
    assert (model.id, model.backend, model.family, model.path) == ("whisper-mlx", "mlx_whisper", "whisper", folder)
    assert model.languages == whisper.LANGUAGES[:99]
    assert (model.tasks, model.detects_language, model.timestamps) == (("transcribe", "translate"), True, "word")


def test_one_for_english_alone(tmp_path: Path) -> None:
    model = inspected(forms.mlx(tmp_path / "english", n_vocab=51864))
    assert (model.languages, model.tasks, model.detects_language) == (("en",), ("transcribe",), False)


@pytest.mark.parametrize("size", [0, -3, "1500", 1.5, None, True, 10**9])
@pytest.mark.parametrize("name", ["n_audio_ctx", "n_vocab"])
def test_sizes_that_cannot_be(name: str, size: object, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"config\.json") as told:
        inspected(forms.mlx(tmp_path / "odd", **{name: size}))
    assert "sizes" in told.value.hint


@pytest.mark.parametrize("weights", ["weights.npz", "weights.safetensors"])
@pytest.mark.parametrize("kept", [0.99, 0.5, 0.0])
def test_weights_that_are_cut_off(kept: float, weights: str, tmp_path: Path) -> None:
    file = forms.mlx(tmp_path / "cut", weights=weights) / weights
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ModelDamaged, match=f"{weights} is missing or damaged") as told:
        inspected(file.parent)
    assert ("ends too early" in told.value.hint) is (kept > 0 or weights == "weights.safetensors")


def test_weights_of_another_name_are_told_with_what_to_do(tmp_path: Path) -> None:
    folder = forms.mlx(tmp_path / "renamed", weights="model.safetensors")
    with pytest.raises(ModelDamaged, match="whose weights have another name than mlx-whisper looks for") as told:
        inspected(folder)
    assert told.value.hint == "Give model.safetensors the name weights.safetensors: nothing else is missing."
    (folder / "model.safetensors").rename(folder / "weights.safetensors")
    assert inspected(folder).backend == "mlx_whisper"


@pytest.mark.parametrize("file", ["model.safetensors", "model.safetensors.index.json"])
def test_weights_that_are_called_and_made_otherwise_are_told_as_such(file: str, tmp_path: Path) -> None:
    folder = forms.mlx(tmp_path / "other", weights="model.safetensors")
    (folder / "model.safetensors").unlink()
    forms.safetensors(folder / file, {"model.encoder.conv1.weight": 4})
    with pytest.raises(ModelDamaged, match="and weights that mlx-whisper does not load") as told:
        inspected(folder)
    assert "It needs weights.safetensors or weights.npz" in told.value.hint


def test_weights_of_something_else(tmp_path: Path) -> None:
    folder = forms.mlx(tmp_path / "other", weights="weights.safetensors")
    forms.safetensors(folder / "weights.safetensors", {"vae.encoder": 4})
    with pytest.raises(ModelDamaged, match=r"weights\.safetensors") as told:
        inspected(folder)
    assert "tensors of a Whisper" in told.value.hint


def test_a_folder_of_another_kind(tmp_path: Path) -> None:
    folder = forms.mlx(tmp_path / "llama")
    (folder / "config.json").write_text('{"model_type": "llama"}', "utf-8")
    with pytest.raises(ModelDamaged, match="holds no Whisper model"):
        inspected(folder)
    (folder / "config.json").unlink()
    with pytest.raises(ModelDamaged, match=r"config\.json is missing"):
        inspected(folder)


@pytest.mark.parametrize(
    "head",
    [
        b"[]", b"{}", b"null", b"{", b"\xff", b'{"a": 1}', b'{"a": {}}', b'{"a": {"data_offsets": [0]}}', b"[" * 9999,
        b'{"a": {"data_offsets": [4, 0]}}', b'{"a": {"data_offsets": ["0", 4]}}', b'{"a": {"data_offsets": [-1, 0]}}',
    ],
)  # fmt: skip
def test_a_head_that_is_none(head: bytes, place: Path) -> None:
    place.write_bytes(struct.pack("<Q", len(head)) + head + bytes(100))
    with pytest.raises(ModelDamaged):
        safetensors(place)


def test_a_length_beyond_all_reason_takes_no_memory(place: Path) -> None:
    for length in (2**63, 100_000_001, 99_999_999):
        place.write_bytes(struct.pack("<Q", length) + b"{}")
        with pytest.raises(ModelDamaged):
            safetensors(place)


@given(content=st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_random_bytes_are_refused(content: bytes, place: Path) -> None:
    place.write_bytes(content)
    for read in (safetensors, npz):
        with pytest.raises(ModelDamaged):
            read(place)


@given(at=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_changed_byte_is_found_or_harmless(at: int, byte: int, place: Path) -> None:
    whole = bytearray(forms.safetensors(place, {"a": 30, "b": 60}).read_bytes())
    whole[at % len(whole)] = byte
    place.write_bytes(whole)
    said = refusal(lambda: safetensors(place))
    assert not said or said.endswith(".")
