"""Files of every kind, made of what that kind must have and nothing else: each is known by them, and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.backends.sherpa_onnx.kinds import KINDS
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from fixtures.graphs import FLOAT, graph, node, vocabulary
from fixtures.transducers import metadata

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.backends.sherpa_onnx.kinds import Kind, Needs

STATES = 9
"""What a graph takes and gives: as many as an encoder with one layer."""
PAIRS = [
    pytest.param(kind, name, told, id=f"{kind.name}-{name}-{told}")
    for kind in KINDS
    for name, needs in kind.graphs.items()
    for told in (*needs.positive, *needs.numbers, *needs.lists, *needs.means)
    if told not in kind.marks
]
"""What each graph of each kind must say of itself, besides that by which it is told from others."""


def written(folder: Path, kind: Kind, *, without: tuple[str, str] = ("", "")) -> Path:
    """All its files; without one thing that a graph must say of itself."""
    names = [f"v{number}" for number in range(STATES)]
    nodes = [node("Identity", [name], [f"{name}.out"]) for name in names]
    made = graph(nodes, {}, [(name, FLOAT, (1,)) for name in names], [(f"{name}.out", FLOAT, (1,)) for name in names])
    folder.mkdir(parents=True)
    for number, (name, needs) in enumerate(kind.graphs.items()):
        told = says(needs) | ({mark: 1 for mark in kind.marks if not number} | model_type(kind) if not number else {})
        told |= {"vocab_size": 3} if "vocab_size" in told or kind.counted == name else {}
        if without[0] == name:
            del told[without[1]]
        (folder / f"{name}.onnx").write_bytes(made + metadata(**told))
    if kind.counted:
        vocabulary(folder / "tokens.txt", ["a", "b", "c", "<blk>"])
    for further in kind.further:
        (folder / further).parent.mkdir(exist_ok=True)
        (folder / further).write_text("{}", "utf-8")
    return folder


def says(needs: Needs) -> dict[str, object]:
    return dict.fromkeys((*needs.positive, *needs.numbers, *needs.lists, *needs.means), 1)


def model_type(kind: Kind) -> dict[str, object]:
    return {"model_type": min(kind.types)} if kind.types else {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_known_by_what_it_must_have(kind: Kind, tmp_path: Path) -> None:
    model = inspected(written(tmp_path / "made", kind))
    assert (model.backend, model.family, model.streams) == ("sherpa_onnx", kind.family, kind.streams)
    assert (model.timestamps, model.languages) == (kind.timestamps, kind.languages)


@pytest.mark.parametrize(("kind", "name", "told"), PAIRS)
def test_what_it_does_not_say_of_itself_is_missed(kind: Kind, name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged) as error:
        inspected(written(tmp_path / "made", kind, without=(name, told)))
    assert error.value.hint


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_graph_that_is_cut_off_is_told(kind: Kind, tmp_path: Path) -> None:
    folder = written(tmp_path / "made", kind)
    for file in folder.glob("*.onnx"):
        whole = file.read_bytes()
        for kept in (0, len(whole) // 2, len(whole) - 1):
            file.write_bytes(whole[:kept])
            with pytest.raises(ModelDamaged) as error:
                inspected(folder)
            assert error.value.hint
        file.write_bytes(whole)
