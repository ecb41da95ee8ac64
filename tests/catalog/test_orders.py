from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asrpro import environments, paths
from asrpro.catalog import orders
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.settling import Surroundings, among, preferred
from asrpro.catalog.store import Stored

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Backend, Model

CARD = among(("cuda", "cpu"))
IN_FULL = {
    "parakeet-tdt-0.6b-v2": "encoder-model.onnx.data",
    "parakeet-tdt-0.6b-v3": "encoder-model.onnx.data",
    "canary-1b-v2": "encoder-model.onnx.data",
    "gigaam-v3": "v3_e2e_rnnt_encoder.onnx",
}
"""Models of which there are files in full precision, and one of those."""


@pytest.fixture
def models() -> dict[str, Model]:
    return dict(Catalogue(paths.catalogue()).entries)


@pytest.fixture
def set_up() -> None:
    """ONNX Runtime's environment for NVIDIA's cards, as far as can be seen from outside."""
    home = environments.folder("onnx-cuda")
    python = environments.interpreter(home / "one")
    python.parent.mkdir(parents=True)
    python.touch()
    (home / environments.COMPLETE).write_text(json.dumps({"folder": "one"}))


def files(model: Model, around: Surroundings) -> tuple[str, ...]:
    chosen = orders.variant(model, "onnx", around)
    assert chosen
    assert chosen == next(one for one in (preferred(model, around), chosen) if one and one.backend == "onnx")
    return orders.order(model, chosen).patterns


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("name", IN_FULL)
def test_an_nvidia_card_gets_full_precision_and_a_processor_8_bits(name: str, models: dict[str, Model]) -> None:
    full, small = files(models[name], CARD), files(models[name], among(("cpu",)))
    assert IN_FULL[name] in full
    assert not [file for file in full if "int8" in file]
    assert len([file for file in small if "int8" in file]) >= 2
    assert {file for file in small if "int8" not in file} <= set(full), "what is no graph is the same"


@pytest.mark.parametrize("name", IN_FULL)
def test_without_the_packages_for_it_a_card_changes_nothing(name: str, models: dict[str, Model]) -> None:
    assert files(models[name], CARD) == files(models[name], among(("cpu",)))


@pytest.mark.usefixtures("set_up")
def test_full_precision_needs_a_card_with_room_for_it(models: dict[str, Model]) -> None:
    """What is known of a Model's memory is for 16 bits."""
    model, asked = models["parakeet-tdt-0.6b-v3"], list[int | None]()

    def small_card(asked_for: Model, _backend: Backend) -> list[str]:
        asked.append(asked_for.vram)
        return ["cuda", "cpu"] if asked_for.vram and asked_for.vram <= 4000 else ["cpu"]

    chosen = orders.variant(model, "onnx", Surroundings(small_card))
    assert chosen
    assert chosen.size == 670_480_039
    assert model.vram
    assert asked == [2 * model.vram]


@pytest.mark.parametrize("name", IN_FULL)
def test_an_update_is_of_the_files_that_are_here(name: str, models: dict[str, Model], tmp_path: Path) -> None:
    """Whatever would be got today: another form is another download."""
    model = models[name]
    form = next(one for one in model.variants if one.backend == "onnx")
    for patterns in (form.files, form.cuda_files):
        there = tuple(Remote(file, 1, "0" * 40) for file in patterns)
        here = Stored("onnx", name, tmp_path, Listing(form.repository, "0" * 40, there), "", {})
        assert orders.again(model, here).patterns == patterns
