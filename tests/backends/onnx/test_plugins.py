"""Devices that ONNX Runtime reaches through a plugin, which is a package of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.backends.onnx import providers
from asrpro.backends.onnx.loading import load
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Options
from asrpro.errors import Unsupported
from asrpro.runtime import hardware, trial_main
from asrpro.runtime.remedies import remedy
from backends.conftest import clip_at, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.speech import Clip

PLUGIN = """
def get_library_path():
    return __file__
"""


TRY = {"device": "webgpu", "library": "onnxruntime"}


def tried() -> str:
    """Why a Trial of it failed."""
    return str(trial_main.handlers()["try"](TRY)["error"])


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One that is here, but whose library is none."""
    package = tmp_path / "plugins" / "onnxruntime_ep_webgpu"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(PLUGIN, "utf-8")
    monkeypatch.syspath_prepend(str(package.parent))
    yield
    sys.modules.pop(package.name, None)


@pytest.mark.usefixtures("plugin")
def test_its_devices_are_given_to_every_session(
    whisper_forms: Path, clips: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the processor, which ONNX Runtime tells of in the same way, in the place of a graphics card."""
    monkeypatch.setitem(providers.PROVIDERS, "webgpu", providers.PROVIDERS["cpu"])
    engine = load(inspected(whisper_forms / "onnx"), "webgpu", LoadOptions())
    assert engine.device == "webgpu (float32)"
    assert text(engine.transcribe(clip_at(clips[0]), Options())) == clips[0].text
    assert tried() == ""


@pytest.mark.usefixtures("plugin")
def test_one_that_cannot_be_loaded_is_told(whisper_forms: Path) -> None:
    with pytest.raises(Unsupported, match="ONNX Runtime cannot use webgpu: ") as told:
        load(inspected(whisper_forms / "onnx"), "webgpu", LoadOptions())
    assert told.value.hint == "Set device.name to cpu or auto."
    assert tried()


def test_without_it_nothing_is_hoped_for() -> None:
    assert "webgpu" not in hardware.devices()
    assert tried() == "this ONNX Runtime has no WebGpuExecutionProvider"
    assert remedy(tried()).todo == "Add one that has it: asrpro engines add onnx-webgpu"
