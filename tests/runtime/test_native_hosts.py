"""Engines whose libraries are native, each in the Host it lives in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from asrpro.catalog.local import inspected
from asrpro.domain import Options, Partial, Segment
from asrpro.errors import EngineCrashed
from asrpro.runtime.feed import Feed
from fixtures import transducers
from fixtures.graphs import FLOAT, graph, node
from fixtures.sound import heard
from runtime.conftest import noise, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.runtime.host import Host
    from fixtures.speech import Clip


def flat(folder: Path) -> Path:
    """A transducer that says it has the states it must have, and gives numbers without a shape: nothing shows that."""
    transducers.zipformer(folder)
    outputs = ["encoder_out", *(f"new_{name}" for name, _type, _shape in transducers.STATES)]
    nodes = [node("Identity", ["one"], [name]) for name in outputs]
    inputs = [("x", FLOAT, (1, transducers.FRAMES, transducers.MELS)), *transducers.STATES]
    encoder = graph(nodes, {"one": np.zeros(1, np.float32)}, inputs, [(name, FLOAT, (1,)) for name in outputs])
    (folder / "encoder.onnx").write_bytes(encoder + transducers.metadata(**transducers.ZIPFORMER))
    return folder


def test_where_sherpa_onnx_ends_its_process_that_is_told_and_others_go_on(
    hosts: Callable[..., Host], scripted: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The Host dies of what no check can find; who asked is told, and another one works."""
    broken, whole = hosts(inspected(flat(tmp_path / "flat"))), hosts(inspected(scripted / "zipformer"))
    with pytest.raises(EngineCrashed) as told:
        broken.load()
    assert told.value.title
    assert told.value.hint
    assert broken.pid is None
    assert "attempt 2" in caplog.text
    loud = noise(1)
    assert texts(whole.transcribe(type(loud)(loud.samples * 10), Options())) == ["good"]


@pytest.mark.parametrize("form", ["zipformer", "moonshine"])
def test_what_is_said_is_told_while_it_is_fed(
    form: str, hosts: Callable[..., Host], scripted: Path, clips: list[Clip]
) -> None:
    host, feed = hosts(inspected(scripted / form)), Feed()
    host.load(streams=1)
    steps = host.stream(feed, Options())
    assert next(steps) is None
    first, *rest = heard(clips[8].path, 5.0).pieces(24_000)
    feed.put(first)
    early = [next(steps), next(steps)]
    assert any(isinstance(step, Partial) for step in early)
    for block in rest:
        feed.put(block)
    feed.end()
    whole = [step for step in steps if isinstance(step, Segment)]
    assert texts(host.transcribe(heard(clips[8].path, 5.0), Options())) == [segment.text for segment in whole]


@pytest.mark.parametrize("form", ["zipformer", "moonshine"])
def test_closing_gives_the_memory_back_with_the_process(form: str, hosts: Callable[..., Host], scripted: Path) -> None:
    host = hosts(inspected(scripted / form))
    host.load()
    assert host.pid
    child = psutil.Process(host.pid)
    host.close()
    child.wait(10)
    assert host.pid is None
