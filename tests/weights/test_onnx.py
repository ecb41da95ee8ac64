from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.weights import onnx
from asrpro.weights.reader import CutOff
from fixtures import transducers
from fixtures.graphs import FLOAT, _field, _number, graph, node

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return transducers.zipformer(tmp_path_factory.mktemp("made")) / "encoder.onnx"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to be written anew."""
    return tmp_path_factory.mktemp("changed") / "some.onnx"


def test_a_graph_tells_what_goes_in_and_out_and_what_was_written_beside_it(file: Path) -> None:
    head = onnx.head(file)
    assert head.inputs == ["x", *(name for name, _type, _shape in transducers.STATES)]
    assert head.outputs == ["encoder_out", *(f"new_{name}" for name, _type, _shape in transducers.STATES)]
    assert head.metadata == {name: str(value) for name, value in transducers.ZIPFORMER.items()}


def test_what_has_a_value_in_the_file_is_no_input(changed: Path) -> None:
    """Older graphs name their weights among the inputs."""
    values = [("x", FLOAT, (1,)), ("weight", FLOAT, (1,))]
    one = np.ones(1, np.float32)
    nodes = [node("Add", ["x", "weight"], ["y"])]
    changed.write_bytes(graph(nodes, {"weight": one}, values, [("y", FLOAT, (1,))]))  # type: ignore[arg-type]
    assert onnx.head(changed).inputs == ["x"]


def test_of_a_key_that_comes_twice_the_last_one_counts(file: Path, changed: Path) -> None:
    changed.write_bytes(file.read_bytes() + transducers.metadata(T=7))
    assert onnx.head(changed).metadata["T"] == "7"


def test_a_file_that_is_cut_off_anywhere_is_told_or_ends_with_a_field(
    file: Path, changed: Path, rounds: Callable[[int, int], int]
) -> None:
    whole = file.read_bytes()
    cut = 0
    for end in range(0, len(whole), rounds(37, 1)):
        changed.write_bytes(whole[:end])
        try:
            onnx.head(changed)
        except CutOff:
            cut += 1
    assert cut > 10


@given(content=st.binary(max_size=200))
def test_anything_is_read_or_told(changed: Path, content: bytes) -> None:
    for read in (onnx.head, onnx.pass_over):
        changed.write_bytes(content)
        with contextlib.suppress(CutOff, ValueError):
            read(changed)


def test_a_field_that_is_longer_than_what_it_is_in_is_told(changed: Path) -> None:
    changed.write_bytes(_field(7, b"\x5a\x7f"))
    with pytest.raises(CutOff):
        onnx.head(changed)
    changed.write_bytes(_field(7, b"\x09\x00") + _number(1, 8) * 9)
    with pytest.raises(ValueError, match="longer than what it is in"):
        onnx.head(changed)
