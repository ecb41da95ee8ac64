from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.sherpa_onnx import folder as folders
from asrpro.backends.sherpa_onnx.kinds import KINDS
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged
from fixtures import transducers
from fixtures.graphs import FLOAT, Value, graph, node, vocabulary
from fixtures.programs import importing
from fixtures.transducers import metadata

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
        backends.backend("sherpa_onnx").load(Model("m", "M", "sherpa_onnx", path=folder), "cpu", LoadOptions())
    except ModelDamaged as error:
        assert str(error).isprintable()
    print(folder.name, flush=True)
"""
"""Loads folders one after the other, none of which may end it."""


def load(folder: Path) -> None:
    backends.backend("sherpa_onnx").load(Model("m", "M", "sherpa_onnx", path=folder), "cpu", LoadOptions())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A streaming transducer, to be damaged."""
    return transducers.zipformer(tmp_path / "zipformer")


def refused(folder: Path, said: str) -> None:
    """Both the catalogue and the Backend refuse it, naming the same file."""
    for look in (inspected, load):
        with pytest.raises(ModelDamaged, match=said) as told:
            look(folder)
        assert told.value.hint


@pytest.mark.parametrize("name", ["encoder.onnx", "decoder.onnx", "joiner.onnx"])
def test_a_graph_that_is_not_there_is_told_by_its_name(name: str, copy: Path) -> None:
    (copy / name).unlink()
    refused(copy, rf"{name} is missing\.")


def test_a_list_of_tokens_that_is_not_there_is_told(copy: Path) -> None:
    (copy / "tokens.txt").unlink()
    refused(copy, r"tokens\.txt is missing\.")


@pytest.mark.parametrize("name", ["encoder.onnx", "decoder.onnx", "joiner.onnx"])
@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", b"no graph at all", b"\x3a\x7f" + bytes(9)])
def test_a_graph_that_is_none_is_told_by_its_name(name: str, content: bytes, copy: Path) -> None:
    (copy / name).write_bytes(content)
    refused(copy, rf"{name} is missing or damaged|unknown kind|nothing that sherpa-onnx knows")


@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5, 0.05])
def test_a_graph_that_is_cut_off_is_told(kept: float, copy: Path) -> None:
    whole = (copy / "encoder.onnx").read_bytes()
    (copy / "encoder.onnx").write_bytes(whole[: int(len(whole) * kept)])
    refused(copy, r"encoder\.onnx is missing or damaged")


@pytest.mark.parametrize("lacking", [name for name in transducers.ZIPFORMER if name not in ("model_type", "T")])
def test_a_graph_that_does_not_say_what_it_must_is_told(lacking: str, copy: Path) -> None:
    told = {name: value for name, value in transducers.ZIPFORMER.items() if name != lacking}
    (copy / "encoder.onnx").write_bytes(transducers._encoder() + metadata(**told))
    refused(copy, r"encoder\.onnx|decoder\.onnx|unknown kind|nothing that sherpa-onnx knows|tokens")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("T", 0), ("T", -45), ("decode_chunk_len", "many"), ("encoder_dims", "4,4"), ("encoder_dims", "4.5"),
        ("left_context_len", "-1"), ("num_encoder_layers", 7), ("num_encoder_layers", "1,1"), ("num_heads", "9" * 12),
    ],
)  # fmt: skip
def test_a_graph_that_says_nonsense_is_told(name: str, value: object, copy: Path) -> None:
    told = transducers.ZIPFORMER | {name: value}
    (copy / "encoder.onnx").write_bytes(transducers._encoder() + metadata(**told))
    refused(copy, r"encoder\.onnx is missing or damaged")


@pytest.mark.parametrize(("one", "as_another"), [("joiner", "encoder"), ("decoder", "joiner"), ("joiner", "decoder")])
def test_a_graph_of_another_name_is_told(one: str, as_another: str, copy: Path) -> None:
    (copy / f"{as_another}.onnx").write_bytes((copy / f"{one}.onnx").read_bytes())
    refused(copy, rf"{as_another}\.onnx|unknown kind|nothing that sherpa-onnx knows")


@pytest.mark.parametrize(
    "tokens",
    [
        "", "<blk> 0\n<unk> 1\n", "<blk> 0\n<unk> 1\ngood 2\nday 4\n", "<blk>\t0\nno number\n", "a b 0\n", "\x00\xff",
    ],
)  # fmt: skip
def test_a_list_of_tokens_that_is_none_is_told(tokens: str, copy: Path) -> None:
    (copy / "tokens.txt").write_bytes(tokens.encode("latin-1"))
    refused(copy, r"tokens\.txt is missing or damaged")


def test_a_list_may_have_more_tokens_and_a_space(copy: Path) -> None:
    tokens = [*transducers.TOKENS, "　", "#0"]
    vocabulary(copy / "tokens.txt", tokens)
    with (copy / "tokens.txt").open("a") as out:
        out.write("  6\n")
    assert folders.looked_into(copy).tokens == (*tokens, " ")
    load(copy)


def test_of_several_sets_the_first_whole_one_counts(copy: Path) -> None:
    for name in ("encoder", "decoder", "joiner"):
        (copy / f"{name}.onnx").rename(copy / f"{name}-epoch-99-avg-1-chunk-16-left-128.onnx")
    (copy / "encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx").write_bytes(
        (copy / "encoder-epoch-99-avg-1-chunk-16-left-128.onnx").read_bytes()
    )
    (copy / "encoder-epoch-12.onnx").write_bytes(b"of a set that is not whole")
    found = folders.looked_into(copy)
    assert [sorted(files) for files in found.graphs.values()] == [["", "int8"], [""], [""]]
    engine = backends.backend("sherpa_onnx").load(inspected(copy), "cpu", LoadOptions())
    assert engine.device == "cpu (int8)"


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("lacking", ["tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/tokenizer_config.json"])
def test_a_qwen3_asr_is_known_by_its_files(lacking: str, tmp_path: Path) -> None:
    nothing: list[Value] = [("x", FLOAT, (1,))]
    some = graph([node("Identity", ["x"], ["y"])], {}, nothing, [("y", FLOAT, (1,))])
    for name in ("conv_frontend", "encoder.int8", "decoder.int8"):
        (tmp_path / f"{name}.onnx").write_bytes(some)
    (tmp_path / "tokenizer").mkdir()
    for name in ("vocab.json", "merges.txt", "tokenizer_config.json"):
        (tmp_path / "tokenizer" / name).write_text("{}")
    model = inspected(tmp_path)
    assert (model.backend, model.family, model.timestamps) == ("sherpa_onnx", "qwen3-asr", "none")
    (tmp_path / lacking).write_text("[")
    if lacking.endswith("json"):
        with pytest.raises(ModelDamaged, match="is missing or damaged"):
            inspected(tmp_path)
    (tmp_path / lacking).unlink()
    with pytest.raises(ModelDamaged, match="is missing"):
        inspected(tmp_path)


def test_weights_damaged_anywhere_load_or_are_told(copy: Path, rounds: Callable[[int, int], int]) -> None:
    """In a child: what is damaged in the middle of a graph could end it."""
    chance = random.Random(4)
    damaged = []
    for number in range(rounds(12, 400)):
        folder = transducers.zipformer(copy.parent / f"damaged-{number}")
        file = folder / chance.choice(["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"])
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
