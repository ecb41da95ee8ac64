from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.recommending import recommended
from asrpro.domain import Machine, Processor
from asrpro.errors import ModelDamaged, ModelNotAvailable
from asrpro.settings.tree import Settings
from asrpro.transcription.request import request
from catalog.conftest import converted

SHIPPED = paths.catalogue()
ENTRY = 'summary = "A."\nlicence = "MIT"\nlanguages = []\ntasks = ["transcribe"]\ntimestamps = "none"\n'


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(SHIPPED)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's with models in it, which is also where they are."""
    converted(tmp_path / "models" / "My Whisper.EN", tokens=51864)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_entry_becomes_a_model(catalogue: Catalogue) -> None:
    model = catalogue.models["pocketsphinx-en-us"]
    assert (model.backend, model.languages, model.timestamps) == ("pocketsphinx", ("en",), "word")
    assert (model.punctuated, model.streams, model.window, model.path) == (False, True, None, None)
    assert "rough, for trying out" in model.title
    assert hash(model)


@pytest.mark.parametrize("name", ["pocketsphinx-en-us", "pocketsphinx", "PocketSphinx", " POCKETSPHINX-EN-US\n"])
def test_a_model_is_found_by_every_name_of_it(name: str, catalogue: Catalogue) -> None:
    assert catalogue.known(name) is catalogue.entries["pocketsphinx-en-us"]
    assert catalogue.find(name) == catalogue.models["pocketsphinx-en-us"]


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("small", "whisper-small"),
        ("openai/whisper-small", "whisper-small"),
        ("Systran/faster-whisper-small", "whisper-small"),
        ("systran/FASTER-whisper-small ", "whisper-small"),
        ("faster-whisper-small", "whisper-small"),
        ("mlx-community/whisper-small-mlx", "whisper-small"),
        ("https://huggingface.co/openai/whisper-small/", "whisper-small"),
        ("huggingface.co/openai/whisper-small", "whisper-small"),
        ("hf://openai/whisper-small", "whisper-small"),
        ("hf:openai/whisper-small", "whisper-small"),
        ("https://huggingface.co/openai/whisper-small/tree/main", "whisper-small"),
        ("huggingface.co/Systran/faster-whisper-small/blob/main/model.bin?download=true", "whisper-small"),
        ("https://huggingface.co/nvidia/parakeet-tdt-0.6b-v2/resolve/main/x.nemo", "parakeet-tdt-0.6b-v2"),
        ("tiny.en", "whisper-tiny.en"),
        ("whisper-medium-onnx", "whisper-medium"),
        ("turbo", "whisper-large-v3-turbo"),
        ("parakeet-tdt-0.6b", "parakeet-tdt-0.6b-v3"),
        ("nvidia/parakeet-tdt-0.6b-v2", "parakeet-tdt-0.6b-v2"),
        ("istupakov/gigaam-v3-onnx", "gigaam-v3"),
        ("Qwen/Qwen3-ASR-0.6B-hf", "qwen3-asr-0.6b"),
    ],
)
def test_a_model_has_many_names(name: str, model: str, catalogue: Catalogue) -> None:
    found = catalogue.known(name)
    assert found
    assert found.id == model


@pytest.mark.parametrize(
    ("name", "engines"),
    [
        ("mlx-community/whisper-tiny-mlx", {"mlx_whisper"}),
        ("whisper-tiny-mlx", {"mlx_whisper"}),
        ("https://huggingface.co/onnx-community/whisper-tiny/tree/main", {"onnx"}),
        ("whisper-medium-onnx", {"onnx"}),
        ("Systran/faster-whisper-tiny", {"faster_whisper", "coreml"}),
        ("istupakov/parakeet-tdt-0.6b-v3-onnx", {"onnx"}),
        ("nvidia/parakeet-tdt-0.6b-v3", {"onnx", "nemo"}),
        ("whisper-tiny", {"faster_whisper", "coreml", "mlx_whisper", "onnx", "whisper_cpp"}),
        ("openai/whisper-tiny", {"faster_whisper", "coreml", "mlx_whisper", "onnx", "whisper_cpp"}),
    ],
)
def test_a_repository_stands_for_the_forms_that_are_fetched_from_there(
    name: str, engines: set[str], catalogue: Catalogue
) -> None:
    meant, known = catalogue.meant(name), catalogue.known(name)
    assert meant
    assert known
    assert (meant.id, known) == (known.id, catalogue.entries[known.id])
    assert {variant.backend for variant in meant.variants} == engines


@pytest.mark.parametrize(
    "name",
    [
        "ggerganov/whisper.cpp",
        "moonshine-ai/moonshine-voice-assets",
        "https://huggingface.co/",
        "hf:",
    ],
)
def test_a_repository_of_several_models_names_none(name: str, catalogue: Catalogue) -> None:
    assert catalogue.known(name) is None
    with pytest.raises(ModelNotAvailable):
        catalogue.find(name)


@pytest.mark.parametrize(
    "name",
    [
        "models/My Whisper.EN",
        "./models/My Whisper.EN/",
        "models/../models//My Whisper.EN",
        "~/models/My Whisper.EN",
        "{home}/models/My Whisper.EN",
    ],
)
def test_a_folder_is_found_however_it_is_written(name: str, catalogue: Catalogue, at_home: Path) -> None:
    model = catalogue.find(name.format(home=at_home))
    assert (model.id, model.languages) == ("My Whisper.EN", ("en",))
    assert model.path == (at_home / "models" / "My Whisper.EN").resolve()


def test_a_folder_of_a_known_name_needs_its_path(catalogue: Catalogue, at_home: Path) -> None:
    converted(at_home / "pocketsphinx")
    assert catalogue.find("pocketsphinx").path is None
    assert catalogue.find("./pocketsphinx").path == (at_home / "pocketsphinx").resolve()


def test_where_a_known_model_is_not_here_a_folder_of_its_name_is_pointed_at(
    catalogue: Catalogue, at_home: Path
) -> None:
    converted(at_home / "whisper-small")
    with pytest.raises(ModelNotAvailable, match="Whisper small is known, but not on this machine") as told:
        catalogue.find("whisper-small")
    assert told.value.hint.startswith("For the folder of that name give ./whisper-small. Get it, about 486 MB: ")
    assert catalogue.find("./whisper-small").path == (at_home / "whisper-small").resolve()


def test_a_model_is_offered_once(catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable) as told:
        catalogue.find("pocketsphinx-en")
    assert told.value.hint.count("pocketsphinx-en-us (") == told.value.hint.count("rough, for trying out") == 1


@pytest.mark.parametrize(
    "name",
    [
        "./whisper",
        "/nowhere/whisper",
        "~/whisper",
        "~nobody-of-that-name/whisper",
        "nowhere/of/whisper",
        "nowhere/my whisper",
        "C:\\nowhere",
        ".\\nowhere",
    ],
)
def test_a_path_that_leads_nowhere_is_told_as_one(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match="There is no model at") as told:
        catalogue.find(name)
    assert not isinstance(told.value, ModelDamaged)
    assert told.value.hint.endswith("or the id of a known one.")
    gone = catalogue.found(name)
    assert isinstance(gone, ModelNotAvailable)
    assert (gone.title, gone.hint) == (told.value.title, PUT_BACK)


PUT_BACK = "Put it back, or choose another one in the tray's menu under Model."


def test_a_name_that_was_chosen_and_stands_for_nothing_any_more_gets_the_nearest(catalogue: Catalogue) -> None:
    found = catalogue.found("whisper-smal")
    assert isinstance(found, ModelNotAvailable)
    assert "Did you mean whisper-small" in found.hint


@given(st.text() | st.text(st.sampled_from("./~\\ \0\n\ud800é")))
@example("\0")
@example("a\0b/c")
@example("x" * 100_000)
@example("x/" * 5000)
@example("~" + "x" * 300)
@example("\ud800")
@example(os.fsdecode(b"\xff\xfe"))
@example(".")
@example("~")
@example("/")
@example("//")
@example("")
@example(" ")
def test_whatever_is_asked_for_the_answer_is_a_sentence(name: str) -> None:
    catalogue = Catalogue(SHIPPED)
    if known := catalogue.known(name):
        assert name.strip().lower() in (known.id, *known.aliases)
        return
    with pytest.raises(ModelNotAvailable) as told:
        catalogue.find(name)
    assert told.value.title.endswith(".")
    assert told.value.title.isprintable()
    assert len(told.value.title) < 5000
    told.value.title.encode("utf-8")
    assert told.value.hint


@pytest.fixture
def with_a_voice(tmp_path: Path) -> Catalogue:
    """One with a Model that only speaks, for an engine that is here, and one that does both."""
    folder = tmp_path / "offers"
    folder.mkdir()
    speaks = ENTRY.replace('"transcribe"', '"speak", "chat"')
    both = ENTRY.replace('"transcribe"', '"speak", "transcribe"')
    (folder / "models.toml").write_text(
        f'[voice]\ntitle = "A Voice"\naliases = ["some/voice"]\nram = 100\n{speaks}'
        f'[both]\ntitle = "Both"\naliases = ["two"]\nram = 100\n{both}',
        "utf-8",
    )
    (folder / "pocketsphinx.toml").write_text("[voice]\n[both]\n", "utf-8")
    return Catalogue(folder)


def test_what_only_speaks_is_never_offered_for_recognition(with_a_voice: Catalogue) -> None:
    assert [*with_a_voice.entries] == [*with_a_voice.models] == ["both"]
    computer = Machine(Processor("Some", 8, 8, ("AVX2",)), 32_000)
    known = [entry for name in ("voice", "both") if (entry := with_a_voice.known(name))]
    assert len(known) == 2
    assert [one.model.id for one in recommended(known, computer, ["en"])] == ["both"]


@pytest.mark.parametrize("name", ["voice", "Voice ", "some/voice"])
def test_what_only_speaks_is_known_and_refused(name: str, with_a_voice: Catalogue) -> None:
    with pytest.raises(ModelNotAvailable, match=r"A Voice does not recognise speech\.") as told:
        with_a_voice.find(name)
    assert "asrpro models list" in told.value.hint
    with pytest.raises(ModelNotAvailable, match="does not recognise speech"):
        request(Settings(), with_a_voice, model=name)
