"""Which names are offered in place of one that nothing has, and in which words."""

from __future__ import annotations

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.errors import ModelNotAvailable

LISTED = "`asrpro models list` names all there are."
FAR = ("nope", "nobody", "xyz", "\0", "nothing-of-this-name", "foo/bar", "v4")
LIKE_A_WORD = ("mine", "time", "whisper.cpp", "ggerganov/whisper.cpp", "my-whisper")
"""What is like a word of some names, and means none of these."""


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(paths.catalogue())


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("openai/whisper-larg-v3", "whisper-large-v3"),
        ("nvidia/parakeet-tdt-0.6b", "parakeet-tdt-0.6b-v3"),
        ("somebody/whisper-medum", "whisper-medium"),
        ("https://huggingface.co/openai/whisper-smal/tree/main", "whisper-small"),
        ("distil-large-v3", "distil-large-v3.5"),
        ("ggml-base.en", "whisper-base.en"),
        ("smoll", "whisper-small"),
        ("whisperr", "whisper-tiny"),
        ("medum", "whisper-medium"),
        ("moonshin", "moonshine-tiny"),
        ("qwen", "qwen3-asr-0.6b"),
        ("whisper-smal", "whisper-small"),
        ("wisper-large", "whisper-large-v3"),
        ("large-v4", "whisper-large-v3"),
        ("parakete", "parakeet-tdt-0.6b-v2"),
        ("some/whisper", "whisper-tiny"),
    ],
)
def test_the_three_nearest_are_offered(wrong: str, nearest: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="No model is called") as told:
        catalogue.find(wrong)
    names, rest = told.value.hint.removeprefix("Did you mean ").split("? ")
    assert rest == f"{LISTED} A folder that holds a model will do, too: ./folder"
    offered = [model.id for model in catalogue.entries.values() if f"{model.id} ({model.title})" in names]
    assert len(offered) == 3
    assert names.startswith(f"{nearest} (" if nearest else "")


@pytest.mark.parametrize("wrong", [*FAR, *LIKE_A_WORD])
def test_of_what_is_not_near_it_is_not_said_that_it_is_meant(wrong: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="No model is called") as told:
        catalogue.find(wrong)
    names, rest = told.value.hint.removeprefix("The names nearest to it: ").split("). ")
    assert rest == f"{LISTED} A folder that holds a model will do, too: ./folder"
    assert len([model for model in catalogue.entries.values() if f"{model.id} ({model.title}" in f"{names}"]) == 3


@pytest.mark.parametrize("name", ["nope", "./nope"])
def test_where_no_folder_would_do_none_is_advised(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="No model is called") as told:
        catalogue.find(name, folders=False)
    assert told.value.hint.endswith(f"). {LISTED}")


@pytest.mark.parametrize("name", ["", " ", "hf:", "https://huggingface.co/"])
def test_for_no_name_at_all_nothing_is_offered(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="No model is called") as told:
        catalogue.find(name)
    assert told.value.hint == f"{LISTED} A folder that holds a model will do, too: ./folder"
