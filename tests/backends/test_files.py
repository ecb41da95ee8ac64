"""Files of every further kind that are cut off, emptied or of another model: told by the catalogue and the Backend."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from backends.made import MADE, TRIED
from fixtures.graphs import FLOAT, graph, node

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KINDS = [name for name in TRIED if name in MADE and MADE[name].backend != "transformers"]
"""All but those of transformers, whose every file is damaged where they are loaded."""
CHECKED = (".json", ".nemo", ".onnx")
"""Files that tell by themselves where they end, so that the catalogue sees it, too."""
OTHER = graph([node("Identity", ["x"], ["y"])], {}, [("x", FLOAT, (1,))], [("y", FLOAT, (1,))])
"""A graph that is sound, and of nothing that hears."""


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def copy(name: str, whispers: Mapping[str, Path], tmp_path: Path) -> Path:
    """Its folder or file, to be damaged."""
    path = MADE[name].model(whispers).path
    assert path
    (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / path.name)
    return tmp_path / path.name


def parts(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]


def test_a_file_that_is_cut_off_is_told(name: str, copy: Path, whispers: Mapping[str, Path]) -> None:
    own = MADE[name].model(whispers)
    for file in parts(copy):
        whole = file.read_bytes()
        for kept in (0, 2 * len(whole) // 5):
            file.write_bytes(whole[:kept])
            if file.suffix in CHECKED:
                with pytest.raises(ModelDamaged) as told:
                    inspected(copy)
                assert told.value.title.endswith("."), file
            with pytest.raises(ModelDamaged) as told:
                MADE[name].load(replace(own, path=copy))
            assert told.value.hint, file
        file.write_bytes(whole)
    assert MADE[name].load(replace(own, path=copy)).device


def test_a_graph_of_something_else_is_told(name: str, copy: Path, whispers: Mapping[str, Path]) -> None:
    own = MADE[name].model(whispers)
    for file in [file for file in parts(copy) if file.suffix in (".onnx", ".ort")]:
        whole = file.read_bytes()
        file.write_bytes(OTHER)
        with pytest.raises(ModelDamaged) as told:
            MADE[name].load(replace(own, path=copy))
        assert told.value.hint, file
        file.write_bytes(whole)
