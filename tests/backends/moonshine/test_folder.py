from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.moonshine import folder as folders
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged
from fixtures import moonshines
from fixtures.programs import importing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOADED = """
import sys
from pathlib import Path
from asrpro import backends
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged
for folder in map(Path, sys.argv[1:]):
    try:
        backends.backend("moonshine").load(Model("m", "M", "moonshine", path=folder), "cpu", LoadOptions())
    except ModelDamaged as error:
        assert str(error).isprintable()
    print(folder.name, flush=True)
"""
"""Loads folders one after the other, none of which may end it."""
FILES = (
    "frontend.ort", "encoder.ort", "adapter.ort", "cross_kv.ort", "decoder_kv.ort", "streaming_config.json",
    "tokenizer.bin",
)  # fmt: skip


def load(folder: Path) -> None:
    backends.backend("moonshine").load(Model("m", "M", "moonshine", path=folder), "cpu", LoadOptions())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moonshines.streaming(tmp_path_factory.mktemp("made") / "streaming")


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A Moonshine that streams, to be damaged."""
    return shutil.copytree(made, tmp_path / "copy")


def refused(folder: Path, file: str) -> None:
    """Both the catalogue and the Backend refuse it, naming the file."""
    for look in (inspected, load):
        with pytest.raises(ModelDamaged, match=rf"{file} is missing or damaged\.") as told:
            look(folder)
        assert told.value.hint


def test_what_a_folder_holds_is_known_by_its_files(copy: Path, tmp_path: Path) -> None:
    found = inspected(copy)
    assert (found.backend, found.family, found.streams, found.timestamps) == ("moonshine", "moonshine", True, "none")
    assert not inspected(moonshines.whole(tmp_path / "whole")).streams


@pytest.mark.parametrize("name", [name for name in FILES if name != "streaming_config.json"])
def test_a_file_that_is_not_there_is_told_by_its_name(name: str, copy: Path) -> None:
    (copy / name).unlink()
    refused(copy, name)


@pytest.mark.parametrize("name", ["encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"])
def test_one_for_recordings_lacks_none_of_its_files(name: str, tmp_path: Path) -> None:
    folder = moonshines.whole(tmp_path / "whole")
    (folder / name).unlink()
    with pytest.raises(ModelDamaged, match=rf"{name} is missing or damaged"):
        load(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"[1, 2]", b"\x7f\x00\x00\x00ORTX" + bytes(40)])
def test_a_file_that_is_none_is_told_by_its_name(name: str, content: bytes, copy: Path) -> None:
    (copy / name).write_bytes(content)
    refused(copy, name)


@pytest.mark.parametrize("name", folders.SIZES)
@pytest.mark.parametrize("value", [None, 0, -1, "4", True, 1 << 20])
def test_sizes_that_make_no_sense_are_told(name: str, value: object, copy: Path) -> None:
    (copy / "streaming_config.json").write_text(json.dumps(moonshines.SIZES | {name: value}))
    refused(copy, r"streaming_config\.json")


def test_a_table_with_too_few_tokens_is_told(copy: Path) -> None:
    (copy / "streaming_config.json").write_text(json.dumps(moonshines.SIZES | {"vocab_size": 6}))
    refused(copy, r"tokenizer\.bin")


def test_long_tokens_are_counted_with_both_bytes_of_their_length(copy: Path) -> None:
    with (copy / "tokenizer.bin").open("ab") as out:
        out.write(bytes([200 - 128 + 128, 0]) + b"x" * 72 + bytes([128 + 44, 2]) + b"y" * 300 + b"\0")
    assert folders._tokens(copy / "tokenizer.bin") == len(moonshines.TOKENS) + 3
    load(copy)


def test_a_graph_that_is_cut_off_is_told(copy: Path) -> None:
    whole = (copy / "decoder_kv.ort").read_bytes()
    (copy / "decoder_kv.ort").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelDamaged, match=r"cannot be loaded\.") as told:
        load(copy)
    assert told.value.hint == "Its files are damaged, or belong to several models. Get the model again."


def test_what_was_downloaded_lies_in_folders_of_its_repository(made: Path, tmp_path: Path) -> None:
    below = tmp_path / "onnx" / "tiny"
    shutil.copytree(made, below)
    assert folders.looked_into(tmp_path) == folders.Found(below, streams=True)
    load(tmp_path)


def test_files_damaged_anywhere_load_or_are_told(made: Path, tmp_path: Path, rounds: Callable[[int, int], int]) -> None:
    """In a child: what is damaged in the middle of a graph could end it."""
    chance = random.Random(6)
    damaged = []
    for number in range(rounds(12, 400)):
        folder = shutil.copytree(made, tmp_path / f"damaged-{number}")
        file = folder / chance.choice(FILES)
        content = bytearray(file.read_bytes())
        place = chance.randrange(len(content))
        content[place] ^= chance.randrange(1, 256)
        file.write_bytes(content[: chance.choice([place + 1, None])])
        damaged.append(folder)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *damaged], capture_output=True, errors="replace", check=False, env=importing()
    )
    assert done.returncode == 0, (done.stdout.split()[-1:], done.stderr[-500:])
    assert done.stdout.split() == [folder.name for folder in damaged]
