from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.backends.transformers.kinds import KINDS
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path


def folder(place: Path, name: str, *, shares: int = 0, **config: Any) -> Path:
    """One with the layout of a real one and next to no numbers in it."""
    place.mkdir()
    (place / "config.json").write_text(json.dumps({"model_type": name} | config), "utf-8")
    if not shares:
        forms.safetensors(place / "model.safetensors", {"a": 8})
        return place
    files = [f"model-{number}-of-{shares}.safetensors" for number in range(shares)]
    for file in files:
        forms.safetensors(place / file, {"a": 8})
    index = {"weight_map": {file[:7]: file for file in files}}
    (place / "model.safetensors.index.json").write_text(json.dumps(index), "utf-8")
    return place


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"whisper"}))
@pytest.mark.parametrize("shares", [0, 3])
def test_every_kind_is_known_by_its_config(name: str, shares: int, tmp_path: Path) -> None:
    found = inspected(folder(tmp_path / "some-model", name, shares=shares))
    assert (found.id, found.backend, found.family) == ("some-model", "transformers", KINDS[name].family)
    assert found.timestamps == KINDS[name].timestamps
    assert found.streams is (name == "voxtral_realtime")


@pytest.mark.parametrize(
    ("vocabulary", "punctuated"),
    [
        ({"\u2581the": 0, "a": 1, "<unk>": 2}, False),
        ([["\u2581the", 0.0], ["a", -1.0]], False),
        ({"\u2581The": 0, "the": 1, ".": 2}, True),
        (None, True),
    ],
)
@pytest.mark.parametrize("name", ["parakeet_ctc", "parakeet_tdt"])
def test_whether_a_parakeet_writes_sentences_is_in_its_vocabulary(
    name: str, vocabulary: Any, *, punctuated: bool, tmp_path: Path
) -> None:
    place = folder(tmp_path / "parakeet", name)
    (place / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), "utf-8")
    assert inspected(place).punctuated is punctuated


@pytest.mark.parametrize(("tokens", "heads", "known"), [(51865, [[1, 0]], "word"), (51864, None, "segment")])
def test_what_a_whisper_can_do_is_in_its_files(tokens: int, heads: Any, known: str, tmp_path: Path) -> None:
    place = folder(tmp_path / "whisper", "whisper", vocab_size=tokens)
    (place / "generation_config.json").write_text(json.dumps({"alignment_heads": heads}), "utf-8")
    found = inspected(place)
    assert (found.backend, found.timestamps, found.detects_language) == ("transformers", known, tokens == 51865)
    assert found.languages[:2] == (("en", "zh") if tokens == 51865 else ("en",))


@pytest.mark.parametrize("tokens", [None, "many", 10, 10**9])
def test_a_whisper_of_no_size_there_is(tokens: Any, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        inspected(folder(tmp_path / "whisper", "whisper", vocab_size=tokens))


def test_a_share_that_is_missing_or_cut_off_is_told_by_its_name(tmp_path: Path) -> None:
    place = folder(tmp_path / "model", "qwen3_asr", shares=2)
    share = place / "model-1-of-2.safetensors"
    share.write_bytes(share.read_bytes()[:-3])
    with pytest.raises(ModelDamaged, match=r"model-1-of-2\.safetensors") as told:
        inspected(place)
    assert "cut off" in told.value.hint
    share.unlink()
    with pytest.raises(ModelDamaged, match=r"model-1-of-2\.safetensors is missing"):
        inspected(place)


@pytest.mark.parametrize("named", [{}, [], None, {"a": "../other.safetensors"}, {"a": "/etc/passwd"}])
def test_an_index_that_names_nothing_or_other_folders(named: Any, tmp_path: Path) -> None:
    place = folder(tmp_path / "model", "voxtral", shares=1)
    (place / "model.safetensors.index.json").write_text(json.dumps({"weight_map": named}), "utf-8")
    with pytest.raises(ModelDamaged):
        inspected(place)


@pytest.mark.parametrize("name", ["llama", "", None, ["whisper"], {}])
def test_what_recognises_no_speech(name: Any, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="in the form of Hugging Face"):
        inspected(folder(tmp_path / "model", name))


def test_pickled_weights_are_not_taken(tmp_path: Path) -> None:
    place = folder(tmp_path / "model", "whisper", vocab_size=51865)
    (place / "model.safetensors").rename(place / "pytorch_model.bin")
    with pytest.raises(ModelDamaged, match="in the form of Hugging Face"):
        inspected(place)
