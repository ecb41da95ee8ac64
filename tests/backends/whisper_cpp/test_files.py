from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Model, Options
from asrpro.errors import ModelDamaged, Unsupported
from backends.conftest import check, clip_at, segments, sound
from fixtures.ggml_file import FORMAT, TEXT_LAYERS, VOCABULARY, GgmlFile, Tensor
from fixtures.programs import importing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.domain import Engine
    from fixtures.speech import Clip

LOADED = """
import sys
from pathlib import Path
from asrpro import backends
from asrpro.domain import LoadOptions, Model, Options
from asrpro.errors import ModelDamaged
from fixtures.sound import heard
for file in map(Path, sys.argv[2:]):
    try:
        engine = backends.backend("whisper_cpp").load(Model("m", "M", path=file), "cpu", LoadOptions())
        list(engine.transcribe(heard(Path(sys.argv[1])), Options(language="en", words=True)))
    except ModelDamaged as told:
        assert str(file) in told.title and told.hint.endswith("Get the model again."), told
print("alive")
"""


def load(file: Path | None) -> Engine:
    return backends.backend("whisper_cpp").load(Model("whisper", "Whisper", path=file), "cpu", LoadOptions())


@pytest.fixture(scope="module")
def whole(whispers: Mapping[str, Path]) -> GgmlFile:
    """The small Whisper, to be taken apart."""
    return GgmlFile.read(whispers["ggml"])


@pytest.mark.parametrize("path", [None, "nowhere.bin", "."])
def test_a_file_that_is_none_is_told(path: str | None, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"There is no model file .*\."):
        load(tmp_path / path if path else None)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_file_whose_name_is_no_text_is_told(whispers: Mapping[str, Path], tmp_path: Path) -> None:
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/odd \xff"))
    odd.symlink_to(whispers["ggml"])
    with pytest.raises(Unsupported, match="not valid text"):
        load(odd)


@pytest.mark.parametrize("content", [b"", b"lm", b"GGUF" + bytes(100), b"RIFF" + bytes(100), b"lmgg" + bytes(100)])
def test_what_is_no_model_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "ggml.bin").write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"ggml\.bin is missing or damaged\."):
        load(tmp_path / "ggml.bin")


def renamed(tensor: Tensor) -> Tensor:
    other = tensor.name == "encoder.blocks.0.mlp_ln.bias"
    return replace(tensor, name="encoder.blocks.9.mlp_ln.bias") if other else tensor


def reshaped(tensor: Tensor) -> Tensor:
    return replace(tensor, shape=(2, 64)) if tensor.name == "encoder.blocks.0.mlp_ln.bias" else tensor


def widened(tensor: Tensor) -> Tensor:
    numbers = np.frombuffer(tensor.numbers, np.float16 if tensor.kind else np.float32).astype(np.float32)
    return replace(tensor, kind=0, numbers=numbers.tobytes())


def lost(tensor: Tensor) -> Tensor | None:
    return None if tensor.name == "encoder.blocks.0.mlp_ln.bias" else tensor


@pytest.mark.parametrize(("change", "sizes"), [(renamed, 1), (reshaped, 1), (lost, 1), (widened, 1), (widened, 0)])
def test_tensors_that_the_library_would_end_over_are_told(
    change: Callable[[Tensor], Tensor | None], sizes: int, whole: GgmlFile, tmp_path: Path
) -> None:
    """Some by our own look at the file, some by what the library logs before it would crash."""
    file = whole.changed(change).sized(FORMAT, sizes).write(tmp_path / "ggml.bin")
    with pytest.raises(ModelDamaged, match=r"ggml\.bin is missing or damaged\."):
        load(file)


def fewer(tensor: Tensor) -> Tensor | None:
    return None if tensor.name.startswith(("decoder.blocks.2", "decoder.blocks.3")) else tensor


def test_of_the_first_distilled_ones_only_text_is_told(whole: GgmlFile, clips: list[Clip], tmp_path: Path) -> None:
    """Two of the small Whisper's four decoder layers do nothing."""
    file = whole.changed(fewer).sized(TEXT_LAYERS, 2).write(tmp_path / "ggml.bin")
    engine, audio = load(file), clip_at(clips[1], 7.0)
    assert inspected(file).timestamps == "none"
    steps = list(engine.transcribe(audio, Options()))
    check(steps, audio, Options())
    [heard] = segments(steps)
    assert (heard.text, heard.start, heard.end) == (clips[1].text, audio.start, audio.end)
    with pytest.raises(Unsupported, match="times of words"):
        list(engine.transcribe(audio, Options(words=True)))


def test_of_later_distilled_ones_times_are_told_too(whole: GgmlFile, clips: list[Clip], tmp_path: Path) -> None:
    def longer(tensor: Tensor) -> Tensor | None:
        if tensor.name != "decoder.token_embedding.weight":
            return fewer(tensor)
        state = tensor.shape[0]
        return replace(tensor, shape=(state, 51866), numbers=tensor.numbers + tensor.numbers[-2 * state :])

    file = whole.changed(longer).sized(TEXT_LAYERS, 2).sized(VOCABULARY, 51866).write(tmp_path / "ggml.bin")
    audio, options = clip_at(clips[1]), Options(language="en", words=True)
    assert inspected(file).timestamps == "word"
    check(list(load(file).transcribe(audio, options)), audio, options)
    assert list(load(file).transcribe(audio, Options(language="yue"))) is not None


def test_one_for_english_alone_refuses_other_languages_and_detects_none(
    whole: GgmlFile, clips: list[Clip], tmp_path: Path
) -> None:
    def shorter(tensor: Tensor) -> Tensor:
        if tensor.name != "decoder.token_embedding.weight":
            return tensor
        state = tensor.shape[0]
        return replace(tensor, shape=(state, 51864), numbers=tensor.numbers[: -2 * state])

    engine = load(whole.changed(shorter).sized(VOCABULARY, 51864).write(tmp_path / "ggml.bin"))
    audio = clip_at(clips[0])
    for options in (Options(), Options(language="en")):
        check(list(engine.transcribe(audio, options)), audio, Options(language="en"))
    for refused in (Options(language="de"), Options(task="translate")):
        with pytest.raises(Unsupported):
            list(engine.transcribe(audio, refused))


@pytest.mark.parametrize("language", ["yue", "german", "xx", "e"])
def test_languages_are_told_by_their_code(language: str, whispers: Mapping[str, Path]) -> None:
    engine, audio = load(whispers["ggml"]), sound([0.0] * 16000)
    with pytest.raises(Unsupported, match=f"does not understand {language}"):
        list(engine.transcribe(audio, Options(language=language)))


def test_files_damaged_anywhere_load_or_are_told(
    whispers: Mapping[str, Path], clips: list[Clip], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    """In a child, which must not die of it."""
    content = whispers["ggml"].read_bytes()
    heads = [at for at in range(len(content) - 8) if content.startswith((b"encoder.b", b"decoder.b"), at)][::9]
    chance, files = random.Random(4), []
    for number in range(rounds(8, 400)):
        place = chance.choice([chance.randrange(4, 60), chance.choice(heads) - chance.randrange(20), 2 * 10**5])
        damaged = bytearray(content)
        damaged[place] ^= chance.randrange(1, 256)
        files.append(tmp_path / f"{number}.bin")
        files[-1].write_bytes(damaged[: chance.choice([place + 1, None, None])])
    for at in range(0, len(files), 20):
        command = [sys.executable, "-c", LOADED, str(clips[2].path), *map(str, files[at : at + 20])]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=importing())
        assert done.stdout == "alive\n", done.stderr[-2000:]
