"""The two recognisers that there are real graphs of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions
from fixtures.speech import unpack

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Engine


@pytest.fixture(scope="session")
def parakeet_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Conformer TDT that always says the same sentence."""
    return unpack("parakeet", tmp_path_factory.mktemp("tdt")) / "onnx"


@pytest.fixture(scope="session")
def whisper(whisper_forms: Path) -> Engine:
    """The small Whisper."""
    return backends.backend("onnx").load(inspected(whisper_forms / "onnx"), "cpu", LoadOptions())


@pytest.fixture(scope="session")
def parakeet(parakeet_folder: Path) -> Engine:
    """What says "the quick brown fox jumps over a lazy dog", a word every 0.24 s, while there is audio."""
    return backends.backend("onnx").load(inspected(parakeet_folder), "cpu", LoadOptions())
