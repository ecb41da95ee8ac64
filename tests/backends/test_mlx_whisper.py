from __future__ import annotations

import importlib
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Model, Options, Progress, Segment
from asrpro.errors import ModelDamaged, Unsupported
from backends.conftest import check, clip_at, segments, sound, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.domain import Engine
    from fixtures.speech import Clip

LOADED = """
import sys
from pathlib import Path
from asrpro import backends
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged
for folder in map(Path, sys.argv[1:]):
    try:
        backends.backend("mlx_whisper").load(Model("m", "M", path=folder), "cpu", LoadOptions())
    except ModelDamaged as told:
        assert str(folder) in told.title and told.hint == "Get the model again.", told
print("alive")
"""


def load(folder: Path | None, device: str = "cpu", **options: Any) -> Engine:
    model = Model("whisper", "Whisper", "mlx_whisper", path=folder)
    return backends.backend("mlx_whisper").load(model, device, LoadOptions(**options))


@pytest.fixture(scope="module")
def engine(whispers: Mapping[str, Path]) -> Engine:
    return load(whispers["mlx"])


@pytest.fixture
def copy(whispers: Mapping[str, Path], tmp_path: Path) -> Path:
    """The small Whisper, to be damaged."""
    return shutil.copytree(whispers["mlx"], tmp_path / "copy")


def test_german_becomes_english_and_its_words_have_times(engine: Engine, clips: list[Clip]) -> None:
    clip, wanted = clips[18], Options(language="de", task="translate", words=True)
    steps = list(engine.transcribe(clip_at(clip, 5.0), wanted))
    check(steps, clip_at(clip, 5.0), wanted)
    assert text(steps) == clip.english
    [heard] = segments(steps)
    assert " ".join(word.text for word in heard.words) == clip.english


def test_the_prompt_reaches_the_decoder_and_marks_in_it_do_not(engine: Engine, clips: list[Clip]) -> None:
    audio, untold = clip_at(clips[0]), Options(language="en")
    told = Options(language="en", prompt="Laura <|endoftext|>" * 150)
    marks = Options(language="en", prompt=" <|endoftext|> ")
    assert text(engine.transcribe(audio, told)) != clips[0].text
    assert [text(engine.transcribe(audio, options)) for options in (untold, marks)] == [clips[0].text] * 2


def test_audio_longer_than_a_window_is_heard_to_its_end(engine: Engine, clips: list[Clip]) -> None:
    """A Step comes between one window and the next, and where nothing is said nothing is computed."""
    one, two = clip_at(clips[1]), clip_at(clips[15])
    audio = Audio(np.concatenate([one.samples, np.zeros(59 * SAMPLE_RATE, np.float32), two.samples]), 100.0)
    steps = list(engine.transcribe(audio, Options()))
    check(steps, audio, Options())
    assert [type(step) for step in steps] == [Detected, Segment, Progress, Segment, Progress]
    assert [segment.text for segment in segments(steps)] == [clips[1].text, clips[15].text]


def test_a_window_is_encoded_once_for_its_language_and_its_words(engine: Any, clips: list[Clip]) -> None:
    """And an Engine that is let go leaves nothing with the library."""
    heard = []
    encoder = engine._whisper.encoder._encoder

    def counted(mel: Any) -> Any:
        heard.append(mel)
        return encoder(mel)

    engine._whisper.encoder._encoder = counted
    try:
        assert text(engine.transcribe(clip_at(clips[8]), Options(words=True))) == clips[8].text
    finally:
        engine._whisper.encoder._encoder = encoder
    assert len(heard) == 1
    assert importlib.import_module("mlx_whisper.transcribe").ModelHolder.model is None


@pytest.mark.parametrize("samples", [1, 100, 160, 1600])
def test_what_is_too_short_to_be_a_word_is_nothing(samples: int, engine: Engine) -> None:
    audio = sound(np.full(samples, 0.1), 3.0)
    assert segments(engine.transcribe(audio, Options(words=True))) == []


@pytest.mark.parametrize(("wanted", "device"), [("default", "float32"), ("float16", "float16"), ("float32", "float32")])
def test_the_device_says_what_it_computes_in(
    wanted: str, device: str, whispers: Mapping[str, Path], clips: list[Clip]
) -> None:
    engine = load(whispers["mlx"], compute_type=wanted)
    assert engine.device == f"cpu ({device})"
    assert text(engine.transcribe(clip_at(clips[2]), Options(language="en"))) == clips[2].text


def test_without_metal_there_is_none(whispers: Mapping[str, Path]) -> None:
    if importlib.import_module("mlx.core").metal.is_available():
        assert load(whispers["mlx"], "metal").device == "metal (float16)"
    else:
        with pytest.raises(Unsupported, match="does not run on metal"):
            load(whispers["mlx"], "metal")


def saved(folder: Path, change: Callable[[dict[str, Any]], None], **config: Any) -> Path:
    """The same with other weights, as safetensors, and another config."""
    mlx: Any = importlib.import_module("mlx.core")
    held = mlx.load(str(folder / "weights.npz"))
    change(held)
    mlx.save_safetensors(str(folder / "weights.safetensors"), held)
    told = json.loads((folder / "config.json").read_text("utf-8")) | config
    (folder / "config.json").write_text(json.dumps(told), "utf-8")
    return folder


def test_one_for_english_alone_refuses_other_languages(copy: Path, clips: list[Clip]) -> None:
    def shorter(held: dict[str, Any]) -> None:  # its tokens begin after one piece of text fewer
        name = "decoder.token_embedding.weight"
        mlx = importlib.import_module("mlx.core")
        held[name] = mlx.concatenate([held[name][:50256], held[name][50257:]])

    engine = load(saved(copy, shorter, n_vocab=51864))
    for refused in (Options(language="de"), Options(task="translate")):
        with pytest.raises(Unsupported):
            list(engine.transcribe(clip_at(clips[0]), refused))
    assert list(engine.transcribe(sound([0.1] * SAMPLE_RATE), Options()))[-1] == Progress(1.0)


def test_quantised_weights_are_heard_too(copy: Path, clips: list[Clip]) -> None:
    mlx, nn, utils = (importlib.import_module(name) for name in ("mlx.core", "mlx.nn", "mlx.utils"))
    whisper: Any = importlib.import_module("mlx_whisper.load_models").load_model(str(copy), mlx.float16)
    nn.quantize(whisper, 64, 8)
    mlx.save_safetensors(str(copy / "weights.safetensors"), dict(utils.tree_flatten(whisper.parameters())))
    engine = load(saved_config(copy, quantization={"group_size": 64, "bits": 8}))
    assert text(engine.transcribe(clip_at(clips[0]), Options(language="en"))) == clips[0].text


def saved_config(folder: Path, **config: Any) -> Path:
    told = json.loads((folder / "config.json").read_text("utf-8")) | config
    (folder / "config.json").write_text(json.dumps(told), "utf-8")
    return folder


def lost(held: dict[str, Any]) -> None:
    del held["encoder.blocks.0.attn.query.weight"]


def added(held: dict[str, Any]) -> None:
    held["one.more"] = held["encoder.ln_post.bias"]


def cut(held: dict[str, Any]) -> None:
    held["decoder.blocks.1.mlp1.bias"] = held["decoder.blocks.1.mlp1.bias"][:5]


@pytest.mark.parametrize("change", [lost, added, cut])
def test_weights_of_another_model_are_told(change: Callable[[dict[str, Any]], None], copy: Path) -> None:
    """The library would leave to chance what is missing."""
    with pytest.raises(ModelDamaged, match=r"weights\.safetensors is missing or damaged\."):
        load(saved(copy, change))


@pytest.mark.parametrize("lacking", ["config.json", "weights.npz"])
def test_a_folder_that_lacks_a_file_is_told_by_its_name(lacking: str, copy: Path) -> None:
    (copy / lacking).unlink()
    with pytest.raises(ModelDamaged, match=r"lacks (config\.json|weights\.safetensors)\."):
        load(copy)


@pytest.mark.parametrize("folder", [None, "nowhere", "copy/config.json", "mlx-community/whisper-tiny"])
def test_a_folder_that_is_none_is_told(folder: str | None, copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model folder"):
        load(copy.parent / folder if folder else None)


@pytest.mark.parametrize("damage", ["", "[1]", "null", "{}", '{"n_vocab": 51865}', '{"a": ', "\x00"])
def test_a_damaged_config_is_told(damage: str, copy: Path) -> None:
    (copy / "config.json").write_text(damage, "utf-8")
    with pytest.raises(ModelDamaged, match=r"config\.json is missing or damaged\."):
        load(copy)


@pytest.mark.parametrize(
    "change",
    [
        {"n_mels": 81},
        {"n_mels": 128},
        {"n_text_head": "2"},
        {"n_text_head": 3},
        {"n_text_layer": 3},
        {"n_audio_ctx": 1000},
        {"n_audio_state": 100},
    ],
)
def test_sizes_that_the_weights_do_not_have_are_told(change: dict[str, Any], copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="is missing or damaged"):
        load(saved_config(copy, **change))


def test_weights_damaged_anywhere_load_or_are_told(copy: Path, rounds: Callable[[int, int], int]) -> None:
    """In a child, which must not die of it."""
    saved(copy, lambda _held: None)
    chance, folders = random.Random(6), []
    for number in range(rounds(6, 200)):
        for name in ("weights.npz", "weights.safetensors")[number % 2 :]:
            folder = shutil.copytree(copy, copy.parent / f"{number}-{name}")
            (folder / ({"weights.npz", "weights.safetensors"} - {name}).pop()).unlink()
            content = bytearray((folder / name).read_bytes())
            near = chance.randrange(3000)
            place = chance.choice([near, chance.randrange(len(content)), len(content) - 1 - near])
            content[place] ^= chance.randrange(1, 256)
            (folder / name).write_bytes(content[: chance.choice([place + 1, None, None])])
            folders.append(folder)
    for at in range(0, len(folders), 20):
        command = [sys.executable, "-c", LOADED, *map(str, folders[at : at + 20])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout == "alive\n", done.stderr[-2000:]
