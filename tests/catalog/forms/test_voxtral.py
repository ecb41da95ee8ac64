from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.forms import voxtral
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from catalog.conftest import refusal
from fixtures import forms
from fixtures.voxtral_program import weights

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_of_its_makers_form_is_loaded_by_voxtral_c(tmp_path: Path) -> None:
    model = inspected(weights(tmp_path / "voxtral-model"))
    assert (model.id, model.backend, model.family) == ("voxtral-model", "voxtral_c", "voxtral")
    assert (model.streams, model.timestamps, model.detects_language) == (True, "none", True)


def test_it_claims_the_languages_of_the_catalogue() -> None:
    told = tomllib.loads((paths.catalogue() / "models.toml").read_text("utf-8"))
    assert list(voxtral.LANGUAGES) == told["voxtral-mini-realtime"]["languages"]


def test_beside_the_form_of_hugging_face_it_is_that(tmp_path: Path) -> None:
    """As the whole repository is: no program has to be built for that."""
    folder = weights(tmp_path / "whole")
    (folder / "config.json").write_text('{"model_type": "voxtral_realtime"}', "utf-8")
    forms.safetensors(folder / "model.safetensors", {"a": 8})
    assert inspected(folder).backend == "transformers"


def test_what_is_missing_damaged_or_another_model_is_told(tmp_path: Path) -> None:
    folder = weights(tmp_path / "model")
    (folder / "tekken.json").write_text("{", "utf-8")
    assert refusal(lambda: inspected(folder)) == f"{folder / 'tekken.json'} is missing or damaged."
    (folder / "tekken.json").unlink()
    assert refusal(lambda: inspected(folder)) == f"{folder / 'tekken.json'} is missing."
    file = folder / "consolidated.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelDamaged, match=r"consolidated\.safetensors is missing or damaged") as told:
        inspected(folder)
    assert "cut off" in told.value.hint
    forms.safetensors(file, {"tok_embeddings.weight": 4})
    assert refusal(lambda: inspected(folder)) == f"{folder} holds another model of Mistral's than Voxtral Realtime."
