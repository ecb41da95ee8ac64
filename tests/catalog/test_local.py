from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged, ModelNotAvailable
from catalog.conftest import converted
from fixtures import forms
from fixtures.speech import unpack
from fixtures.transducers import zipformer

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whisper_for_many_languages(whisper_folder: Path) -> None:
    model = inspected(whisper_folder)
    assert (model.id, model.title, model.backend) == ("whisper", "whisper", "faster_whisper")
    assert (model.tasks, model.detects_language) == (("transcribe", "translate"), True)
    assert (model.languages[:3], len(model.languages)) == (("en", "zh", "de"), 99)
    assert (model.window, model.timestamps, model.takes_prompt) == (30.0, "word", True)
    assert (model.punctuated, model.streams) == (True, False)
    assert (model.family, model.takes_hotwords, model.gives_confidence) == ("whisper", True, True)
    assert model.path == whisper_folder.resolve()
    assert model.understands("haw")
    assert not model.understands("tlh")


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize(("tokens", "languages"), [(51864, ("en",)), (51865, ()), (51866, ())])
def test_one_for_english_alone_is_known_by_its_vocabulary(
    tokens: int,
    languages: tuple[str, ...],
    text: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """Its config may well list the languages of the others."""
    model = inspected(converted(tmp_path / "whisper-tiny.en", tokens=tokens, text=text))
    assert model.languages == languages
    assert model.detects_language is not bool(languages)
    assert model.tasks == (("transcribe",) if languages else ("transcribe", "translate"))
    assert not languages or not model.understands("de")


def test_one_in_a_cache_of_hugging_face_has_a_name_to_read(tmp_path: Path) -> None:
    commit = "536b0662742c02347bc0e980a01041f333bce120"
    model = inspected(converted(tmp_path / "models--Systran--faster-whisper-small" / "snapshots" / commit))
    assert (model.id, model.title) == ("faster-whisper-small", "faster-whisper-small")
    assert model.path
    assert model.path.name == commit
    assert inspected(converted(tmp_path / "mine" / "snapshots" / "best")).title == "best"


@pytest.mark.parametrize("heads", [None, []])
def test_one_without_alignment_heads_tells_no_times_of_words(heads: object, tmp_path: Path) -> None:
    assert inspected(converted(tmp_path / "distilled", alignment_heads=heads)).timestamps == "segment"


@pytest.mark.parametrize("kind", ["TransformerSpec", "TransformerDecoderSpec", "Wav2Vec2Spec"])
def test_other_models_of_ctranslate2_are_told_by_their_name(kind: str, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"holds no Whisper model\. model\.bin says it is " + kind):
        inspected(converted(tmp_path / "other", kind=kind))


@pytest.mark.parametrize("head", [b"", b"\x06\0\0", b"\x06\0\0\0\x0c\0Whi", b"\xff" * 100, b"PK\x03\x04" * 30])
def test_weights_with_a_damaged_head_are_told(head: bytes, tmp_path: Path) -> None:
    folder = converted(tmp_path / "damaged")
    (folder / "model.bin").write_bytes(head)
    with pytest.raises(ModelDamaged, match="holds no Whisper model") as told:
        inspected(folder)
    assert told.value.hint.startswith("model.bin ")


@pytest.mark.parametrize("file", ["config.json", "vocabulary.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"null", b'"text"', b"\xff\xfe", b"7", b"[[" * 5000])
def test_a_damaged_file_is_told_by_its_name(file: str, content: bytes, tmp_path: Path) -> None:
    folder = converted(tmp_path / "damaged")
    (folder / file).write_bytes(content)
    with pytest.raises(ModelDamaged, match=file):
        inspected(folder)


def test_a_folder_without_a_vocabulary_is_told(tmp_path: Path) -> None:
    folder = converted(tmp_path / "damaged")
    (folder / "vocabulary.json").unlink()
    with pytest.raises(ModelDamaged, match=r"vocabulary\.json is missing"):
        inspected(folder)


@pytest.mark.parametrize("what", ["empty", "file.bin", "model.bin", "config.json", "pipe", "dangling"])
def test_what_is_no_model_is_told_with_what_one_is(what: str, tmp_path: Path) -> None:
    place = tmp_path / what
    if what == "file.bin":
        place.write_bytes(b"weights?")
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
        if what == "dangling":
            (place / "model.bin").symlink_to(tmp_path / "nowhere")
        elif what != "empty":
            (place / what).write_bytes(b"{}")
    with pytest.raises(ModelDamaged, match="does not hold a model this program can run") as told:
        inspected(place)
    for form in (
        "CTranslate2",
        "tokenizer.json",
        "Core ML",
        "Hugging Face",
        "MLX",
        "sherpa",
        "Moonshine",
        "GGML",
        ".nemo",
    ):
        assert form in told.value.hint


@pytest.mark.parametrize("what", ["nowhere", "nowhere/deeper", "dangling"])
def test_where_nothing_is_that_is_told(what: str, tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ModelNotAvailable, match="There is no model at") as told:
        inspected(tmp_path / what)
    assert not isinstance(told.value, ModelDamaged)


@pytest.mark.parametrize("lacks", ["lang_ids", "tokenizer.json", "model.bin"])
def test_of_two_forms_in_a_folder_the_one_that_is_whole_counts(lacks: str, tmp_path: Path) -> None:
    """As export scripts leave it that write several, where the first one's config is that of Hugging Face."""
    folder = converted(tmp_path / "both", **({"lang_ids": None} if lacks == "lang_ids" else {}))
    if lacks == "model.bin":
        (folder / lacks).write_bytes(b"")
    elif lacks != "lang_ids":
        (folder / lacks).unlink()
    with pytest.raises(ModelDamaged, match=r"missing|holds no Whisper"):
        inspected(folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    forms.onnx(folder, "whisper", ending=".onnx", **config)
    found = inspected(folder)
    assert (found.backend, found.family) == ("onnx", "whisper")


def test_of_two_forms_that_are_whole_the_first_counts(tmp_path: Path) -> None:
    folder = converted(tmp_path / "both")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    forms.onnx(folder, "whisper", ending=".onnx", **config)
    assert inspected(folder).backend == "faster_whisper"


def test_a_path_in_a_sentence_is_one_that_can_be_shown(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"line\nbreak \x1b[31m \xff")
    folder.mkdir()
    with pytest.raises(ModelDamaged) as told:
        inspected(folder)
    assert told.value.title.isprintable()
    told.value.title.encode("utf-8")


def test_what_nemo_and_onnx_asr_load(tmp_path: Path) -> None:
    folder = unpack("parakeet", tmp_path)
    found = inspected(folder / "onnx"), inspected(folder / "tiny_tdt.nemo")
    assert [(model.id, model.backend, model.family) for model in found] == [
        ("onnx", "onnx", "parakeet"),
        ("tiny_tdt", "nemo", "parakeet"),
    ]


def test_of_several_models_in_a_folder_one_has_to_be_given(tmp_path: Path) -> None:
    forms.ggml(tmp_path / "ggml-base.bin")
    forms.nemo(tmp_path / "parakeet.nemo")
    (tmp_path / "README.md").write_text("Two models.")
    with pytest.raises(ModelDamaged, match="holds several models") as told:
        inspected(tmp_path)
    assert told.value.hint == "Give one of the files: ggml-base.bin, parakeet.nemo."


@pytest.mark.parametrize("weights", ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"])
def test_a_folder_of_hugging_face_is_told_with_how_to_convert_it(weights: str, tmp_path: Path) -> None:
    for name in ("config.json", weights):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelDamaged, match="in the form of Hugging Face") as told:
        inspected(tmp_path)
    assert f"ct2-transformers-converter --model {tmp_path} --output_dir" in told.value.hint


def test_tokens_that_are_none(tmp_path: Path) -> None:
    folder = converted(tmp_path / "odd")
    (folder / "vocabulary.json").write_text('["<|startoftranscript|>", 1, null]')
    with pytest.raises(ModelDamaged, match=r"vocabulary\.json"):
        inspected(folder)


@pytest.mark.parametrize("kept", [0.9999, 0.5, 0.001])
def test_weights_that_are_cut_off(kept: float, whisper_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    folder.mkdir()
    for file in whisper_folder.iterdir():
        content = file.read_bytes()
        (folder / file.name).write_bytes(content[: int(len(content) * kept)] if file.suffix == ".bin" else content)
    with pytest.raises(ModelDamaged, match=r"model\.bin is missing or damaged") as told:
        inspected(folder)
    assert told.value.hint.startswith("It ends too early: the download or the copy was cut off.")


def test_in_a_folder_of_anything_only_what_is_called_a_model_is_opened(tmp_path: Path) -> None:
    forms.ggml(tmp_path / "notes.txt")
    with pytest.raises(ModelDamaged, match="does not hold a model this program can run"):
        inspected(tmp_path)
    assert inspected(tmp_path / "notes.txt").backend == "whisper_cpp"


def test_where_the_models_lie_further_down_their_folders_are_named(tmp_path: Path) -> None:
    place = tmp_path / "my models"
    names = ("parakeet", "streaming", "whisper")
    converted(place / names[2])
    forms.onnx(place / names[0])
    for part in ("encoder", "decoder", "joiner"):
        (place / names[1]).mkdir(exist_ok=True)
        (place / names[1] / f"{part}.onnx").write_bytes(forms.graph())  # of which something is missing
    with pytest.raises(ModelDamaged) as told:
        inspected(place)
    assert told.value.title == f"{place} holds no model itself, but folders in it do: parakeet, whisper."
    first = "Give the folder of the one you mean, as in: asrpro models add '"
    assert told.value.hint == f"{first}{place / 'parakeet'}' --id mine"
    for name in ("a", "b"):
        converted(place / "of others" / name)
    (place / ".hidden").mkdir()
    (place / "link").symlink_to(place)
    with pytest.raises(ModelDamaged) as told:
        inspected(place)
    assert told.value.title.endswith(": parakeet, whisper, of others/a and others.")


def test_files_that_are_models_are_named_beside_the_folders(tmp_path: Path) -> None:
    """Also where a file further down makes the folder look like one of sherpa-onnx's or Vosk's."""
    place = tmp_path / "mine"
    converted(place / "ct2")
    forms.ggml(place / "ggml-base.bin")
    forms.onnx(place / "onnx")
    for name in ("a.bin", "b.bin"):
        (place / "several").mkdir(exist_ok=True)
        forms.ggml(place / "several" / name)
    with pytest.raises(ModelDamaged) as told:
        inspected(place)
    assert told.value.title == f"{place} holds several models: ggml-base.bin, ct2, onnx and others."
    command = f"asrpro models add {place / 'ggml-base.bin'} --id mine"
    assert told.value.hint == f"Give the one you mean, as in: {command}"
    (place / "ggml-base.bin").unlink()
    shutil.rmtree(place / "onnx")
    with pytest.raises(ModelDamaged) as told:
        inspected(place)
    assert told.value.title == f"{place} holds several models: ct2, several/a.bin, several/b.bin."


def test_a_file_that_only_a_pattern_is_known_of_is_told_without_stars(tmp_path: Path) -> None:
    for part in ("encoder", "decoder", "joiner"):
        (tmp_path / "am").mkdir(exist_ok=True)
        (tmp_path / "am" / f"{part}.onnx").write_bytes(forms.graph())
    with pytest.raises(ModelDamaged) as told:
        inspected(tmp_path)
    assert told.value.title == f"tokens.txt is missing in the folders of {tmp_path}."


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "notes/readme.txt"])
def test_a_file_of_a_model_is_answered_with_its_folder(name: str, tmp_path: Path) -> None:
    folder = converted(tmp_path / "whisper")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    with pytest.raises(ModelDamaged) as told:
        inspected(folder / name)
    assert told.value.title == f"{folder / name} is only one file of a model."
    assert told.value.hint == f"Give its folder: {folder}"


def test_a_transducer_in_a_folder_is_no_vosk(tmp_path: Path) -> None:
    """Which has its graphs further down, too, but its tokens elsewhere."""
    zipformer(tmp_path / "zipformer")
    assert inspected(tmp_path / "zipformer").backend == "sherpa_onnx"
    with pytest.raises(ModelDamaged, match=r"holds no model itself, but folders in it do: zipformer\."):
        inspected(tmp_path)


def test_a_cache_of_hugging_face_is_looked_into_and_a_model_of_which_something_is_missing_is_not(
    tmp_path: Path,
) -> None:
    cache = tmp_path / "hub"
    commit = converted(cache / "models--Systran--faster-whisper-small" / "snapshots" / "536b066")
    with pytest.raises(ModelDamaged, match="holds no model itself, but folders in it do") as told:
        inspected(cache)
    assert f"asrpro models add {commit} --id mine" in told.value.hint
    whole = converted(tmp_path / "whisper")
    converted(whole / "older")
    (whole / "tokenizer.json").unlink()
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json is missing"):
        inspected(whole)
