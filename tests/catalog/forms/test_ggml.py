from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro import paths
from asrpro.catalog import adding
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.forms import whisper
from asrpro.catalog.local import inspected
from asrpro.catalog.registered import Registered
from asrpro.errors import ModelDamaged
from catalog.conftest import converted, refusal
from fixtures import forms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound file."""
    return forms.ggml(tmp_path_factory.mktemp("ggml") / "ggml-fixture.bin").read_bytes()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where spoiled ones go."""
    return tmp_path_factory.mktemp("ggml") / "ggml-spoiled.bin"


def test_one_beside_a_folder_that_is_a_model_is_not_taken_for_all_there_is(tmp_path: Path) -> None:
    file = forms.ggml(tmp_path / "ggml-base.bin")
    (tmp_path / "notes").mkdir()
    assert inspected(tmp_path).path == file
    converted(tmp_path / "ct2")
    assert refusal(lambda: inspected(tmp_path)) == f"{tmp_path} holds several models: ggml-base.bin, ct2."


@pytest.mark.parametrize("named", ["file", "folder"])
def test_one_in_a_cache_of_hugging_face_is_called_by_its_link(named: str, tmp_path: Path) -> None:
    cache = tmp_path / "models--ggerganov--whisper.cpp"
    (cache / "blobs").mkdir(parents=True)
    blob = forms.ggml(cache / "blobs" / ("be07e048" * 8))
    link = cache / "snapshots" / "5359861c" / "ggml-tiny.bin"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../../blobs/{blob.name}")
    model = inspected(link if named == "file" else link.parent)
    assert (model.id, model.title, model.path) == ("ggml-tiny", "ggml-tiny", blob)
    registered = Registered(tmp_path / "registered.json")
    assert adding.add(Catalogue(paths.catalogue(), registered), registered, link).id == "ggml-tiny"


@pytest.mark.parametrize("named", ["file", "folder"])
def test_a_whisper_for_many_languages(named: str, tmp_path: Path) -> None:
    file = forms.ggml(tmp_path / "ggml-base.bin")
    model = inspected(file if named == "file" else tmp_path)
    assert (model.id, model.backend, model.family, model.path) == ("ggml-base", "whisper_cpp", "whisper", file)
    assert model.languages == whisper.LANGUAGES[:99]
    assert (model.tasks, model.detects_language, model.window) == (("transcribe", "translate"), True, 30.0)
    assert (model.timestamps, model.takes_prompt, model.takes_hotwords) == ("word", True, False)


@pytest.mark.parametrize(("tokens", "languages"), [(51864, ("en",)), (51866, whisper.LANGUAGES)])
def test_languages_are_known_by_the_size_of_the_vocabulary(
    tokens: int, languages: tuple[str, ...], tmp_path: Path
) -> None:
    model = inspected(forms.ggml(tmp_path / "ggml.bin", n_vocab=tokens))
    assert model.languages == languages
    assert model.detects_language is (len(languages) > 1)


def test_of_two_decoder_layers_whisper_cpp_asks_no_times(tmp_path: Path) -> None:
    assert inspected(forms.ggml(tmp_path / "distil.bin", n_text_layer=2)).timestamps == "none"


@pytest.mark.parametrize("part", [4, 20, 47, 50, 3000, 64_400, -1, -40])
def test_one_that_is_cut_off(part: int, whole: bytes, place: Path) -> None:
    place.write_bytes(whole[:part])
    with pytest.raises(ModelDamaged, match=r"ggml-spoiled\.bin is missing or damaged") as told:
        inspected(place)
    assert told.value.hint.startswith("It ends too early: the download or the copy was cut off.")


def test_one_whose_last_tensors_are_missing(whole: bytes, place: Path) -> None:
    place.write_bytes(whole[: whole.rindex(b"tensor.45") - 16])
    with pytest.raises(ModelDamaged, match="ends too early"):
        inspected(place)


def numbers(at: int, *values: int) -> Callable[[bytes], bytes]:
    """Puts numbers into a file."""

    def spoil(whole: bytes) -> bytes:
        return whole[:at] + struct.pack(f"<{len(values)}i", *values) + whole[at + 4 * len(values) :]

    return spoil


FILTERS = 4 + 11 * 4
TOKENS = FILTERS + 8 + 4 * 80 * 201
TENSORS = TOKENS + 4 + 3 * 9


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (numbers(4, 10), "sizes"),
        (numbers(4, 2**31 - 1), "sizes"),
        (numbers(8, -1), "sizes"),
        (numbers(12, 3), "sizes"),
        (numbers(16, 0), "sizes"),
        (numbers(20, 1000), "sizes"),
        (numbers(40, 81), "sizes"),
        (numbers(44, 4), "sizes"),
        (numbers(FILTERS, 128), "filters"),
        (numbers(FILTERS + 4, 2**30), "filters"),
        (numbers(TOKENS, -5), "vocabulary"),
        (numbers(TOKENS, 51866), "vocabulary"),
        (numbers(TENSORS, 0), "tensor"),
        (numbers(TENSORS, 4), "tensor"),
        (numbers(TENSORS + 4, 0), "tensor"),
        (numbers(TENSORS + 8, 5), "tensor"),
        (numbers(TENSORS + 12, -2), "tensor"),
        (numbers(TENSORS + 12, 4), "tensor"),
        (lambda whole: whole.replace(b"tensor.7", b"tensor.8"), "tensor"),
        (lambda whole: whole.replace(b"conv1.weight", b"conv9.weight"), "tensor"),
        (lambda whole: whole + forms.tensor("one.more", (2,), 0), "tensor"),
    ],
)
def test_what_whisper_cpp_would_crash_over(
    spoil: Callable[[bytes], bytes], reason: str, whole: bytes, place: Path
) -> None:
    spoiled = spoil(whole)
    assert spoiled != whole
    place.write_bytes(spoiled)
    with pytest.raises(ModelDamaged, match="is missing or damaged") as told:
        inspected(place)
    assert reason in told.value.hint
    assert told.value.hint.endswith("Get the model again.")


@given(data=st.data())
def test_whatever_is_in_it_the_answer_is_a_sentence(data: st.DataObject, whole: bytes, place: Path) -> None:
    """A few bytes of a sound file are changed, near its beginning where its lengths are, or it is cut."""
    spoiled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, 47) | st.integers(TENSORS, TENSORS + 60) | st.integers(0, len(whole) - 1))
        spoiled[at] = data.draw(st.integers(0, 255))
    place.write_bytes(spoiled[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))])
    said = refusal(lambda: inspected(place))
    assert not said or said.endswith(".")


@given(content=st.binary(max_size=2000))
def test_random_bytes_are_refused(content: bytes, place: Path) -> None:
    place.write_bytes(b"lmgg" + content)
    with pytest.raises(ModelDamaged):
        inspected(place)
