from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.backends.onnx import kinds
from asrpro.catalog.forms import onnx, whisper
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from catalog.conftest import refusal
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path


KINDS = [kind.name for kind in kinds.KINDS]
FAMILIES = {"whisper": "whisper", "nemo-conformer-aed": "canary", "gigaam": "gigaam", "kaldi": "vosk", "t": "t-one"}
"""By the names of types, or how they begin."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [".onnx", ".int8.onnx", "_quantized.onnx"])
def test_each_kind_in_each_number_format(kind: str, ending: str, tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "model", kind, ending=ending)
    model = inspected(folder)
    assert (model.id, model.backend, model.path) == ("model", "onnx", folder)
    assert model.family == FAMILIES.get(kind, FAMILIES.get(kind.partition("-")[0], "parakeet"))
    assert model.timestamps == ("none" if model.family in ("whisper", "canary") else "word")
    assert model.gives_confidence == (model.timestamps == "word")
    assert ("translate" in model.tasks) == (model.timestamps == "none")


SPELLINGS = [
    ("\u2581The 0\n\u2581the 1\n. 2\n<blk> 3\n", True),
    ("\u2581the 0\na 1\n' 2\n<BLK> 3\n<UNK> 4\n", False),
    ("\u2581\u044d\u0442\u043e 0\n\u0430 1\n<blk> 2\n", False),
    ("\u3053\u308c 0\n\u3002 1\n<blk> 2\n", True),
    ("\u3053\u308c 0\n<blk> 1\n", False),
]
"""Vocabularies in Latin, Cyrillic and Japanese, and whether they have what sentences begin and end with."""


@pytest.mark.parametrize(("vocabulary", "punctuated"), SPELLINGS)
@pytest.mark.parametrize("kind", ["nemo-conformer-tdt", "kaldi-rnnt", "gigaam-v2-rnnt"])
def test_whether_it_writes_sentences_is_in_its_vocabulary(
    kind: str, vocabulary: str, *, punctuated: bool, tmp_path: Path
) -> None:
    folder = forms.onnx(tmp_path / "model", kind)
    for name in forms.ONNX[kind][1]:
        (folder / name).write_text(vocabulary, "utf-8")
    assert inspected(folder).punctuated is punctuated


def test_what_t_one_writes_is_in_its_settings(tmp_path: Path) -> None:
    settings = {"decoder_params": {"vocabulary": ["\u0430", "\u0431", " "]}, "pad_token_id": 3}
    folder = forms.onnx(tmp_path / "t-one", "t-one-ctc", **settings)
    assert inspected(folder).punctuated is False


def test_a_whisper_is_told_neither_prompt_nor_hotwords(tmp_path: Path) -> None:
    model = inspected(forms.onnx(tmp_path / "whisper", "whisper"))
    assert (model.languages, model.detects_language) == (whisper.LANGUAGES[:99], True)
    assert (model.takes_prompt, model.takes_hotwords, model.gives_confidence) == (False, False, False)
    english = inspected(forms.onnx(tmp_path / "english", "whisper", vocab_size=51864))
    assert (english.languages, english.detects_language) == (("en",), False)


@pytest.mark.parametrize("size", [None, "51865", 10, -1])
def test_a_whisper_whose_vocabulary_cannot_be(size: object, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        inspected(forms.onnx(tmp_path / "odd", "whisper", vocab_size=size))


@pytest.mark.parametrize("kind", [None, "wav2vec2", 7, []])
def test_a_kind_that_is_not_known(kind: object, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="ONNX graphs of an unknown kind") as told:
        inspected(forms.onnx(tmp_path / "odd", model_type=kind))
    assert "nemo-conformer-tdt" in told.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_file_is_told_by_its_name(kind: str, tmp_path: Path) -> None:
    names = [str(path.relative_to(tmp_path)) for path in forms.onnx(tmp_path / "a", kind).rglob("*") if path.is_file()]
    for number, name in enumerate(sorted(names)):
        folder = forms.onnx(tmp_path / f"b{number}", kind)
        gone = tmp_path / name.replace("a/", f"b{number}/", 1)
        gone.unlink()
        if gone.suffix == ".onnx" and not onnx.holds(folder):
            continue  # the only graph: nothing tells that it is one
        with pytest.raises(ModelDamaged, match=r" is missing[ .]") as told:
            inspected(folder)
        assert told.value.title.partition(" is missing")[0].rpartition("/")[2] == gone.name


@pytest.mark.parametrize("kind", [kind.name for kind in kinds.KINDS if kind.plain])
def test_most_kinds_are_told_by_the_names_of_their_files(kind: str, tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "model", kind, model_type="of another program")
    assert inspected(folder).backend == "onnx"
    assert kinds.kind(folder, {}).name == kind


def test_t_one_is_told_by_what_its_config_holds(tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "t", "t-one-ctc", model_type="tone", decoder_params={}, pad_token_id=34)
    assert inspected(folder).family == "t-one"


def test_of_several_kinds_in_a_folder_the_one_that_writes_marks_counts(tmp_path: Path) -> None:
    for kind in ("gigaam-v2-ctc", "gigaam-v3-e2e-ctc", "gigaam-v3-e2e-rnnt"):
        forms.onnx(tmp_path / "all", kind, model_type="gigaam-v3")
    assert kinds.kind(tmp_path / "all", {}).name == "gigaam-v3-e2e-rnnt"
    assert kinds.kind(tmp_path / "all", {"model_type": "gigaam-v3-ctc"}).name == "gigaam-v2-ctc"


def test_a_graph_that_is_there_twice_is_told(tmp_path: Path) -> None:
    forms.onnx(tmp_path / "twice", ending=".int8.onnx")
    forms.onnx(tmp_path / "twice", ending="_int8.onnx")
    with pytest.raises(ModelDamaged, match="is there twice"):
        inspected(tmp_path / "twice")


def test_a_format_that_is_whole_is_taken_before_one_that_is_not(tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "both", ending=".int8.onnx")
    (folder / "encoder-model.fp16.onnx").write_bytes(b"")
    assert inspected(folder).backend == "onnx"
    forms.onnx(folder, ending=".onnx")
    (folder / "encoder-model.onnx").write_bytes(forms.graph("encoder-model.onnx.data"))
    assert inspected(folder).backend == "onnx"
    (folder / "encoder-model.int8.onnx").write_bytes(b"")
    with pytest.raises(ModelDamaged):
        inspected(folder)


def test_graphs_in_some_folder_further_down_are_not_taken_for_a_model(tmp_path: Path) -> None:
    forms.onnx(tmp_path / "models" / "parakeet")
    with pytest.raises(ModelDamaged, match="holds no model itself"):
        inspected(tmp_path / "models")


@pytest.mark.parametrize("kept", [-1, 9, 1, 0])
def test_a_graph_that_is_cut_off(kept: int, tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "cut")
    (folder / "encoder-model.int8.onnx").write_bytes(forms.graph()[:kept])
    with pytest.raises(ModelDamaged, match=r"encoder-model\.int8\.onnx is missing or damaged") as told:
        inspected(folder)
    assert "ends too early" in told.value.hint


def test_numbers_in_a_file_beside_the_graph(tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "split", ending=".onnx")
    (folder / "encoder-model.onnx").write_bytes(forms.graph("encoder-model.onnx.data"))
    with pytest.raises(ModelDamaged, match=r"encoder-model\.onnx\.data is missing\."):
        inspected(folder)
    (folder / "encoder-model.onnx.data").write_bytes(b"numbers")
    assert inspected(folder).backend == "onnx"


@pytest.mark.parametrize("vocabulary", ["", "the\n", "the 0\na\n", "the x\n"])
def test_a_vocabulary_that_is_none(vocabulary: str, tmp_path: Path) -> None:
    folder = forms.onnx(tmp_path / "odd")
    (folder / "vocab.txt").write_text(vocabulary, "utf-8")
    with pytest.raises(ModelDamaged, match=r"vocab\.txt"):
        inspected(folder)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose graph is written anew each time."""
    return forms.onnx(tmp_path_factory.mktemp("onnx") / "odd", "nemo-conformer-ctc", ending=".onnx")


@given(content=st.binary(max_size=200) | st.text(max_size=20).map(lambda name: forms.graph(name[:9])))
def test_whatever_a_graph_is_the_answer_is_a_sentence(content: bytes, odd: Path) -> None:
    (odd / "model.onnx").write_bytes(content)
    said = refusal(lambda: inspected(odd))
    assert not said or said.endswith(".")
