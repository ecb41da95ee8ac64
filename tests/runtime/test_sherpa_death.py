from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.catalog.local import inspected
from asrpro.domain import Options
from asrpro.errors import EngineCrashed
from fixtures import transducers
from fixtures.graphs import FLOAT, graph, node
from runtime.conftest import noise, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.runtime.host import Host


def flat(folder: Path) -> Path:
    """A transducer that says it has the states it must have, and gives numbers without a shape: nothing shows that."""
    transducers.zipformer(folder)
    outputs = [f"new_{name}" for name, _type, _shape in transducers.STATES]
    nodes = [node("Identity", ["one"], [name]) for name in ("encoder_out", *outputs)]
    inputs = [("x", FLOAT, (1, transducers.FRAMES, transducers.MELS)), *transducers.STATES]
    encoder = graph(
        nodes, {"one": np.zeros(1, np.float32)}, inputs, [(name, FLOAT, (1,)) for name in ("encoder_out", *outputs)]
    )
    (folder / "encoder.onnx").write_bytes(encoder + transducers.metadata(**transducers.ZIPFORMER))
    return folder


def test_where_sherpa_onnx_ends_its_process_that_is_told_and_others_go_on(
    hosts: Callable[..., Host], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The Host dies of what no check can find; who asked is told, and another one works."""
    broken, whole = (
        hosts(inspected(flat(tmp_path / "flat"))),
        hosts(inspected(transducers.zipformer(tmp_path / "good"))),
    )
    with pytest.raises(EngineCrashed) as told:
        broken.load()
    assert told.value.title
    assert told.value.hint
    assert broken.pid is None
    assert "attempt 2" in caplog.text
    assert texts(whole.transcribe(noise(1), Options())) == ["good"]
