"""What the catalogue has fetched for this engine is what its makers' library says that it needs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import Variant

VARIANTS = {
    model.id: variant
    for model in Catalogue(paths.catalogue()).entries.values()
    for variant in model.variants
    if variant.backend == "moonshine"
}
KINDS = {"tiny": 0, "base": 1, "streaming-tiny": 2, "streaming-small": 4, "streaming-medium": 5}
"""What the library calls them: ModelArch."""
COPY = "moonshine-ai/moonshine-voice-assets"
"""The repository with all that lies where the library would fetch from, under the same paths."""


def needed(model: str) -> tuple[str, dict[str, int]]:
    """The address of the folder that the library would fetch from, and its files with their sizes."""
    from moonshine_voice.moonshine_api import moonshine_get_stt_dependencies_string

    kind = KINDS[model.removeprefix("moonshine-")]
    told: Any = json.loads(moonshine_get_stt_dependencies_string("en", {"model_arch": kind}))
    (group,) = told["groups"]
    return group["base_url"], {file["name"]: file["size"] for file in group["files"]}


def test_the_library_knows_all_of_them() -> None:
    assert set(VARIANTS) == {f"moonshine-{name}" for name in KINDS}


@pytest.mark.parametrize(("name", "variant"), VARIANTS.items(), ids=VARIANTS)
def test_what_is_fetched_is_what_the_library_needs(name: str, variant: Variant) -> None:
    address, files = needed(name)
    assert {file.rpartition("/")[2] for file in variant.files} == set(files)
    assert len({file.rpartition("/")[0] for file in variant.files}) == 1
    if variant.repository == COPY:
        assert address.endswith(f"/{variant.files[0].rpartition('/')[0]}")
        assert variant.size == pytest.approx(sum(files.values()), rel=1e-3)
