from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.coreml import loading
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Model, Options, Progress, Segment
from asrpro.errors import ModelDamaged, Unsupported
from backends.conftest import check, clip_at, segments, text
from fixtures import mil
from fixtures.programs import importing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain import Engine
    from fixtures.speech import Clip

SCARCE = """
import sys
from pathlib import Path
import faster_whisper, numpy
from asrpro.backends.coreml import loading
from asrpro.errors import AppError
from fixtures.scarce_host import bound
bound(4)
try:
    loading.joined(Path(sys.argv[1]), lambda _mel: None, "cpu")
except AppError as error:
    print(type(error).__name__, error.title)
"""
PARTS = [f"{loading.PACKAGE}/{part}" for part in loading.PARTS[loading.PACKAGE]]


@pytest.fixture(scope="module")
def folder(whispers: Mapping[str, Path]) -> Path:
    """The small Whisper, converted."""
    return mil.converted(whispers["ctranslate2"])


@pytest.fixture(scope="module")
def graph(folder: Path) -> mil.Graph:
    return mil.Graph(folder / loading.PACKAGE)


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return mil.engine(inspected(folder))


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The converted Whisper, to be damaged."""
    return shutil.copytree(folder, tmp_path / "copy")


def load(folder: Path | None, device: str = "cpu", **options: Any) -> Engine:
    return backends.backend("coreml").load(Model("w", "W", "coreml", path=folder), device, LoadOptions(**options))


def convert(source: Path, out: Path) -> str:
    """What the recipe says; nothing where it succeeds."""
    done = subprocess.run([sys.executable, str(mil.RECIPE), str(source), str(out)], capture_output=True, text=True)  # noqa: PLW1510
    assert "Traceback" not in done.stderr
    return done.stderr if done.returncode else ""


def spectrogram(whisper: Any, audio: Audio) -> Any:
    mel = whisper.feature_extractor(audio.samples)[:, : loading.FRAMES]
    return np.pad(mel, ((0, 0), (0, loading.FRAMES - mel.shape[1])))[None].astype(np.float32)


def test_what_is_converted_computes_what_its_source_computes(
    whispers: Mapping[str, Path], graph: mil.Graph, clips: list[Clip]
) -> None:
    """CTranslate2 in 32 bits, and the package's own operations and weights, each result rounded to 16 bits."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(whispers["ctranslate2"]), device="cpu", compute_type="float32", local_files_only=True)
    mel = spectrogram(whisper, clip_at(clips[1]))
    graph.rounded = True
    wanted, made = np.array(whisper.encode(mel[0])), graph(mel)
    graph.rounded = False
    assert made.shape == wanted.shape == (1, 1500, 128)
    assert np.abs(wanted).mean() > 0.5
    assert np.abs(made - wanted).mean() < 0.002
    assert np.abs(made - wanted).max() < 0.05


def test_words_are_heard_through_what_is_converted(folder: Path, graph: mil.Graph, clips: list[Clip]) -> None:
    engine = loading.joined(folder, graph, "cpu")
    for number in (1, 19):
        assert text(engine.transcribe(clip_at(clips[number]), Options())) == clips[number].text


def test_the_package_takes_and_gives_sixteen_bits_under_the_names_that_are_asked_for(graph: mil.Graph) -> None:
    told = graph.spec.description
    sides = [(side.name, list(side.type.multiArrayType.shape)) for side in (*told.input, *told.output)]
    assert sides == [(loading.INPUT, [1, 80, loading.FRAMES]), (loading.OUTPUT, [1, 1500, 128])]
    assert {side.type.multiArrayType.dataType for side in (*told.input, *told.output)} == {65552}  # FLOAT16
    layers = 4
    kinds = [one.op_type for one in graph.operations]
    assert {kind: kinds.count(kind) for kind in ("conv", "linear", "layer_norm", "softmax", "matmul", "gelu")} == {
        "conv": 2, "linear": 6 * layers, "layer_norm": 2 * layers + 1, "softmax": layers, "matmul": 2 * layers,
        "gelu": layers + 2,
    }  # fmt: skip


def test_weights_in_the_package_are_those_of_the_source_as_nearly_as_sixteen_bits_have_them(graph: mil.Graph) -> None:
    """The source has 8 bits a number: in each row whole numbers up to 127, times something."""
    for one in graph.operations:
        if one.op_type in ("linear", "conv"):
            weight = np.asarray(one.inputs["weight"].val)
            assert weight.dtype == np.float16
            rows = weight.reshape(len(weight), -1).astype(np.float32)
            whole = rows / np.maximum(np.abs(rows).max(1, keepdims=True), 1e-9) * 127
            assert np.abs(whole - whole.round()).max() < 0.13


def test_what_is_heard_is_encoded_once_for_its_language_its_text_and_its_words(folder: Path, clips: list[Clip]) -> None:
    given: list[Any] = []
    whole = mil.engine(inspected(folder))._whisper.encode  # type: ignore[attr-defined]

    def counted(mel: Any) -> Any:
        given.append(mel.shape)
        return np.array(whole(mel))

    engine = loading.joined(folder, counted, "cpu")
    given.clear()
    assert text(engine.transcribe(clip_at(clips[1]), Options(words=True))) == clips[1].text
    assert given == [(1, 80, loading.FRAMES)]


def test_audio_longer_than_a_window_is_heard_to_its_end(engine: Engine, clips: list[Clip]) -> None:
    one, two = clip_at(clips[1]), clip_at(clips[15])
    audio = Audio(np.concatenate([one.samples, np.zeros(29 * SAMPLE_RATE, np.float32), two.samples]), 100.0)
    steps = list(engine.transcribe(audio, Options(words=True)))
    check(steps, audio, Options(words=True))
    assert [type(step) for step in steps] == [Detected, Segment, Progress, Segment, Progress]
    assert [segment.text for segment in segments(steps)] == [clips[1].text, clips[15].text]


def test_german_becomes_english_and_its_words_have_times(engine: Engine, clips: list[Clip]) -> None:
    clip, wanted = clips[18], Options(language="de", task="translate", words=True)
    steps = list(engine.transcribe(clip_at(clip, 5.0), wanted))
    check(steps, clip_at(clip, 5.0), wanted)
    assert text(steps) == clip.english


def test_marks_in_a_prompt_are_left_out(engine: Engine, clips: list[Clip]) -> None:
    wanted = Options(language="en", prompt=" <|endoftext|> ")
    assert text(engine.transcribe(clip_at(clips[0]), wanted)) == clips[0].text


def test_the_device_says_what_really_runs(engine: Engine) -> None:
    assert engine.device == "cpu (float16, decoder on cpu in int8)"


def test_an_encoder_that_fails_at_the_first_try_is_told(folder: Path) -> None:
    def broken(_mel: Any) -> Any:
        raise RuntimeError("no Neural Engine")

    with pytest.raises(RuntimeError, match="no Neural Engine"):
        loading.joined(folder, broken, "coreml")


@pytest.mark.parametrize("shape", [(1, 1500, 64), (1, 1500, 512)])
def test_an_encoder_of_another_model_is_told(shape: tuple[int, ...], folder: Path) -> None:
    with pytest.raises(ModelDamaged, match="its encoder is that of another model"):
        loading.joined(folder, lambda _mel: np.zeros(shape, np.float32), "cpu")


@pytest.mark.parametrize("device", ["coreml", "cpu"])
def test_elsewhere_than_on_a_mac_it_says_where_it_runs(device: str, folder: Path) -> None:
    if loading.hindrance():
        with pytest.raises(Unsupported, match=r"Core ML is a part of macOS, and this is another system\."):
            load(folder, device)
    else:
        assert load(folder, device).device.startswith(device)


@pytest.mark.parametrize("path", [None, "nowhere", "copy/model.bin"])
def test_a_folder_that_is_none_is_told(path: str | None, copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model folder"):
        load(copy.parent / path if path else None)


@pytest.mark.parametrize("lacking", [*PARTS, *loading.FILES, "vocabulary.json"])
def test_a_folder_that_lacks_a_file_is_told_by_its_name(lacking: str, copy: Path) -> None:
    (copy / lacking).unlink()
    with pytest.raises(ModelDamaged, match=lacking) as told:
        load(copy)
    assert told.value.hint == "Get the model again, or convert it anew with models/convert/coreml.py."


def test_what_a_mac_has_compiled_is_taken_where_it_is_there(copy: Path) -> None:
    (copy / loading.COMPILED).mkdir()
    with pytest.raises(ModelDamaged, match=f"lacks {loading.COMPILED}/coremldata.bin"):
        load(copy)


@pytest.mark.parametrize("file", ["model.bin", "config.json", "tokenizer.json"])
def test_a_damaged_decoder_is_told(file: str, copy: Path) -> None:
    (copy / file).write_bytes((copy / file).read_bytes()[:-2000])
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        loading.joined(copy, lambda _mel: np.zeros((1, 1500, 128), np.float32), "cpu")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no address space can be bounded")
def test_a_lack_of_memory_is_no_damage(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCARCE, str(folder)], env=importing(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "OutOfMemory There is not enough memory for this model.\n"


def test_sound_that_is_prepared_for_another_model_is_told(copy: Path) -> None:
    """And may be prepared as for the first Whispers, of which no file tells."""
    (copy / "preprocessor_config.json").write_text('{"feature_size": 128}', "utf-8")
    with pytest.raises(ModelDamaged, match=r"preprocessor_config\.json is missing or belongs to another model"):
        loading.joined(copy, lambda _mel: np.zeros((1, 1500, 128), np.float32), "cpu")
    (copy / "preprocessor_config.json").unlink()
    assert loading.joined(copy, lambda _mel: np.zeros((1, 1500, 128), np.float32), "cpu")


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("model.bin", b"", "is damaged, or was made by another version of CTranslate2"),
        (
            "model.bin",
            b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0\xff\0\0\0",
            "is damaged, or was made by another version",
        ),
        ("model.bin", b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0\0\0\0\0\0\0\0\0", "holds no Whisper"),
        ("model.bin", None, "lacks model.bin: give the folder of a Whisper for faster-whisper."),
        ("vocabulary.json", None, "lacks vocabulary.json"),
    ],
)
def test_what_cannot_be_converted_is_told(
    file: str, content: bytes | None, told: str, whispers: Mapping[str, Path], tmp_path: Path
) -> None:
    source = shutil.copytree(whispers["ctranslate2"], tmp_path / "source")
    (source / file).unlink()
    if content is not None:
        (source / file).write_bytes(content)
    assert told in convert(source, tmp_path / "out")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["source"]


def test_what_is_there_already_stays(whispers: Mapping[str, Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert "is there already" in convert(whispers["ctranslate2"], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
