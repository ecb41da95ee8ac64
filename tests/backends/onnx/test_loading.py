from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.onnx import kinds
from asrpro.backends.onnx.providers import PROVIDERS
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Model, Options
from asrpro.errors import ModelDamaged, Unsupported
from backends.conftest import segments, sound
from fixtures import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.domain import Engine

WHISPER = ("encoder_model.onnx", "decoder_model_merged.onnx", "vocab.json", "added_tokens.json", "config.json")
PARAKEET = ("encoder-model.int8.onnx", "decoder_joint-model.int8.onnx", "vocab.txt", "config.json")
NOISE = sound([0.1, -0.1, 0.05] * 16000)
ALONE = """
import sys
from asrpro import backends
from asrpro.domain import Audio, LoadOptions, Model, Options
from pathlib import Path
import numpy as np
engine = backends.backend("onnx").load(Model("m", "M", "onnx", path=Path(sys.argv[1])), "cpu", LoadOptions())
steps = list(engine.transcribe(Audio(np.random.default_rng(1).normal(0, 0.1, 48000).astype(np.float32)), Options()))
print(steps[-1].text, file=sys.stderr)
"""


def load(folder: Path | None, device: str = "cpu", *, compute_type: str = "default", threads: int = 0) -> Engine:
    model = Model("m", "M", "onnx", path=folder)
    return backends.backend("onnx").load(model, device, LoadOptions(compute_type, threads))


@pytest.fixture
def copy(parakeet_folder: Path, tmp_path: Path) -> Path:
    """The TDT, to be damaged."""
    return shutil.copytree(parakeet_folder, tmp_path / "copy")


@pytest.fixture
def whisper_copy(whisper_forms: Path, tmp_path: Path) -> Path:
    """The small Whisper, to be damaged."""
    return shutil.copytree(whisper_forms / "onnx", tmp_path / "whisper")


@pytest.mark.parametrize("folder", [None, "nowhere", "copy/vocab.txt"])
def test_a_folder_that_is_none_is_told(folder: str | None, copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model folder"):
        load(copy.parent / folder if folder else None)


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="nothing that onnx-asr knows"):
        load(tmp_path)


@pytest.mark.parametrize("lacking", PARAKEET[:3])
def test_what_a_parakeet_lacks_is_told_by_its_name(lacking: str, copy: Path) -> None:
    (copy / lacking).unlink()
    with pytest.raises(ModelDamaged, match=f"{lacking} is missing"):
        load(copy)


@pytest.mark.parametrize("lacking", WHISPER[:4])
def test_what_a_whisper_lacks_is_told_by_its_name(lacking: str, whisper_copy: Path) -> None:
    (whisper_copy / lacking).unlink()
    with pytest.raises(ModelDamaged, match=f"{lacking} is missing"):
        load(whisper_copy)


@pytest.mark.parametrize("file", PARAKEET)
@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b'{"a": ', b"a 0\nb 1\n", b"the 0\n<blk> 1\n", "half"])
def test_damaged_files_of_a_parakeet_are_told(file: str, damage: bytes | str, copy: Path) -> None:
    whole = (copy / file).read_bytes()
    (copy / file).write_bytes(damage if isinstance(damage, bytes) else whole[: len(whole) // 2])
    with pytest.raises(ModelDamaged, match=r"damaged|cannot be loaded|missing") as told:
        load(copy)
    assert told.value.title.endswith(".")
    assert "Traceback" not in str(told.value)


@pytest.mark.parametrize("file", WHISPER)
@pytest.mark.parametrize("damage", [b"", b"[1]", b"null", b'{"a": 1}', "half"])
def test_damaged_files_of_a_whisper_are_told(file: str, damage: bytes | str, whisper_copy: Path) -> None:
    if (file, damage) == ("config.json", b'{"a": 1}'):
        damage = b'{"a": 1'
    whole = (whisper_copy / file).read_bytes()
    (whisper_copy / file).write_bytes(damage if isinstance(damage, bytes) else whole[: len(whole) // 2])
    with pytest.raises(ModelDamaged, match=r"damaged|cannot be loaded") as told:
        load(whisper_copy)
    assert told.value.title.endswith(".")


def test_graphs_damaged_anywhere_load_or_are_told(copy: Path, rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(4)
    for _round in range(rounds(16, 400)):
        file = copy / chance.choice(PARAKEET)
        whole = file.read_bytes()
        place = chance.choice([chance.randrange(min(len(whole), 300)), chance.randrange(len(whole))])
        damaged = bytearray(whole)
        damaged[place : place + 8] = chance.randbytes(min(8, len(whole) - place))
        file.write_bytes(damaged[: chance.choice([place + 1, None])])
        try:
            load(copy)
        except ModelDamaged as told:
            assert str(copy) in told.title  # noqa: PT017 - it may as well load
        file.write_bytes(whole)
    assert segments(load(copy).transcribe(NOISE, Options()))


def test_a_vocabulary_that_is_too_short_for_its_graph_is_told(copy: Path) -> None:
    (copy / "vocab.txt").write_text("".join(f"w{number} {number}\n" for number in range(99)) + "<blk> 99\n", "utf-8")
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        load(copy)


def test_the_number_format_is_that_of_the_files(copy: Path, whisper_copy: Path) -> None:
    assert load(copy).device == load(copy, compute_type="int8").device == "cpu (int8)"
    assert load(whisper_copy).device == load(whisper_copy, compute_type="auto").device == "cpu (float32)"
    with pytest.raises(Unsupported, match="no files in the number format float16") as told:
        load(copy, compute_type="float16")
    assert told.value.hint == "Set model.compute_type to one of: default, int8."
    for file in copy.glob("*.int8.onnx"):
        shutil.copy(file, file.with_name(file.name.replace(".int8.", ".")))
        file.rename(file.with_name(file.name.replace(".int8.", "_quantized.")))
    assert [load(copy, compute_type=word).device for word in ("default", "float32", "int8")] == [
        "cpu (int8)", "cpu (float32)", "cpu (int8)",
    ]  # fmt: skip


@pytest.mark.parametrize("device", [device for device in PROVIDERS if device != "cpu"])
def test_a_device_that_the_package_is_made_without_is_refused(device: str, parakeet_folder: Path) -> None:
    with pytest.raises(Unsupported, match=f"cannot use {device}: the installed package") as told:
        load(parakeet_folder, device)
    assert told.value.hint == "Set device.name to cpu or auto."


def test_threads_are_those_that_were_asked_for(parakeet_folder: Path) -> None:
    engine = load(parakeet_folder, threads=1)
    asr = engine._recogniser._adapter.asr  # type: ignore[attr-defined]
    assert asr._encoder.get_session_options().intra_op_num_threads == 1


@pytest.mark.parametrize("kind", [kind.name for kind in kinds.KINDS])
@pytest.mark.parametrize("ending", [".onnx", "_int8.onnx"])
def test_the_files_that_are_asked_for_are_those_onnx_asr_finds(kind: str, ending: str, tmp_path: Path) -> None:
    from onnx_asr.loader import create_asr_resolver

    folder = forms.onnx(tmp_path / "model", kind, ending=ending)
    known = kinds.kind(folder, {"model_type": kind})
    assert known.name == kind
    ((form, graphs),) = kinds.graphs(folder, known).items()
    taken = create_asr_resolver(kind, folder, offline=True).resolve_model(quantization=form or None)
    assert set(taken.values()) == {*graphs, *kinds.tables(folder, known)}


def test_what_is_pointed_at_and_what_is_loaded_are_told_alike(parakeet_folder: Path, copy: Path) -> None:
    assert inspected(parakeet_folder).timestamps == "word"
    (copy / "vocab.txt").unlink()
    for look in (inspected, load):
        with pytest.raises(ModelDamaged, match=r"vocab\.txt is missing"):
            look(copy)


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_without_a_network_it_loads_and_hears_and_writes_nothing_else(parakeet_folder: Path) -> None:
    unshare = shutil.which("unshare")
    assert unshare, "util-linux is on every Linux"
    command = [unshare, "-n" if os.geteuid() == 0 else "-rn", sys.executable, "-c", ALONE, str(parakeet_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == ""
    assert done.stderr.strip() == "the quick brown fox jumps over a lazy dog"
