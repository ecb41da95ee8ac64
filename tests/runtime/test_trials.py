"""Devices are tried in a child, and what came of it is remembered."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Gpu
from asrpro.packages import absent
from asrpro.runtime.parent import Interrupted
from asrpro.runtime.record import DAY, Record
from asrpro.runtime.trials import Trial, Trials, version
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable

CARD = Gpu("Some Card", "cuda", 8192, (8, 9), "550.54")
NVML = """
def nvmlInit(): pass
def nvmlDeviceGetCount(): return 1
def nvmlDeviceGetHandleByIndex(number): return number
def nvmlDeviceGetCudaComputeCapability(card): return 8, 9
def nvmlDeviceGetName(card): return b"Some Card"
def nvmlDeviceGetMemoryInfo(card): return type("Memory", (), {"total": 8 << 30})
def nvmlSystemGetDriverVersion(): return "550.54"
"""


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says what each library does when a device is tried."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    return lambda **told: monkeypatch.setenv("ODD_TRIAL", json.dumps(told))


def trials(file: Path | None, patience: float = 30) -> Trials:
    return Trials(Record(file), main="fixtures.odd_trial", patience=patience)


def test_the_processor_computes(tmp_path: Path) -> None:
    tried = Trials(Record(tmp_path / "devices.json"))
    assert tried.known("cpu") is None
    found = tried.of("cpu")
    by_library = {trial.library: trial for trial in found.trials}
    assert by_library.keys() == {"ctranslate2", "onnxruntime"}
    assert [trial.error for trial in found.trials] == ["", ""]
    assert "int8" in by_library["ctranslate2"].precisions
    assert tried.known("cpu") == found
    assert Trials(Record(tmp_path / "devices.json")).known("cpu") == found


def test_what_is_not_here_is_said_in_the_librarys_words() -> None:
    found = Trials(Record(None)).of("coreml")
    assert found.trials == (Trial("coreml", "onnxruntime", "this ONNX Runtime has no CoreMLExecutionProvider"),)


def test_cards_are_told_of_by_nvidias_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pynvml.py").write_text(NVML)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = Trials(Record(None)).of("cuda")
    assert found.gpus == (CARD,)
    assert [trial.library for trial in found.trials] == ["ctranslate2", "onnxruntime"]


def test_a_driver_that_crashes_crashes_only_the_child(
    odd: Callable[..., None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    odd(ctranslate2="dies")
    found = trials(tmp_path / "devices.json").of("cuda")
    assert found.trials == (
        Trial("cuda", "ctranslate2", "crashed (-11)"),
        Trial("cuda", "onnxruntime", precisions=("float16", "int8_float16", "float32")),
    )
    assert found.gpus == (CARD,)
    assert "ended with -11" in caplog.text
    odd()
    assert trials(tmp_path / "devices.json").of("cuda") == found  # remembered


def test_a_driver_that_hangs_is_given_up(odd: Callable[..., None]) -> None:
    odd(onnxruntime="sleeps")
    found = trials(None, patience=2).of("cuda")
    assert [trial.error for trial in found.trials] == ["", "no answer in 2 s"]


def test_another_driver_is_tried_anew(odd: Callable[..., None], tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    odd(ctranslate2="out of memory")
    assert trials(file).of("cuda").trials[0].error == "out of memory"
    held = json.loads(file.read_text())
    assert held["trials"]["cuda"]["driver"] == version("cuda")
    held["trials"]["cuda"]["driver"] = "an older one"
    file.write_text(json.dumps(held))
    odd()
    assert trials(file).known("cuda") is None
    assert trials(file).of("cuda").trials[0].error == ""


def test_libraries_that_are_added_are_tried_at_once(
    odd: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "devices.json"
    odd(ctranslate2="Library libcublas.so.12 is not found or cannot be loaded")
    assert trials(file).of("cuda").trials[0].error
    odd()
    assert trials(file).of("cuda").trials[0].error  # remembered
    added = tmp_path / "packages" / "nvidia_cublas_cu12-12.9.3.13.dist-info"
    added.mkdir(parents=True)
    (added / "METADATA").write_text("Metadata-Version: 2.1\nName: nvidia-cublas-cu12\nVersion: 12.9.3.13\n")
    monkeypatch.syspath_prepend(added.parent)
    assert trials(file).of("cuda").trials[0].error == ""
    assert "nvidia-cublas-cu12 12.9.3.13" in version("cuda")
    assert "nvidia" not in version("cpu")


def test_what_may_pass_is_tried_again_another_day(odd: Callable[..., None], tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    odd(ctranslate2="CUDA failed with error out of memory")
    assert trials(file).of("cuda").trials[0].error
    odd()
    assert trials(file).of("cuda").trials[0].error
    held = json.loads(file.read_text())
    held["trials"]["cuda"]["found"]["until"] -= DAY
    file.write_text(json.dumps(held))
    assert trials(file).of("cuda").trials[0].error == ""
    assert "until" not in json.loads(file.read_text())["trials"]["cuda"]["found"]


@pytest.mark.parametrize("found", [None, [], {}, {"trials": {"a": 1}, "gpus": []}, {"trials": {}, "gpus": [{}]}])
def test_a_record_that_is_not_ours_is_tried_anew(found: object, odd: Callable[..., None], tmp_path: Path) -> None:
    odd()
    file = tmp_path / "devices.json"
    file.write_text(json.dumps({"trials": {"cuda": {"driver": version("cuda"), "found": found}}}))
    assert len(trials(file).of("cuda").trials) == 2


def test_who_waits_for_a_trial_is_let_go_when_they_are_closed(odd: Callable[..., None], tmp_path: Path) -> None:
    odd(ctranslate2="sleeps")
    tried = trials(tmp_path / "devices.json")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(tried.of, "cuda")
        until(lambda: tried._child, "a child")
        began = time.monotonic()
        tried.close()
        with pytest.raises(Interrupted):
            waiting.result(20)
    assert time.monotonic() - began < 10
    assert not (tmp_path / "devices.json").exists()


def test_two_who_ask_share_one_trial(odd: Callable[..., None], tmp_path: Path) -> None:
    started = tmp_path / "started"
    odd(mark=str(started))
    tried = trials(tmp_path / "devices.json")
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(tried.of, device) for device in ("cuda", "cuda", "metal", "cuda")]
        found = [one.result(60) for one in asked]
    assert found[0] == found[1] == found[3]
    assert [trial.error for trial in found[0].trials] == ["", ""]
    assert [trial.library for trial in found[2].trials] == [one for one in ("mlx",) if not absent([one])]
    assert sorted(started.read_text().split()) == sorted(
        ["ctranslate2", "onnxruntime", *("mlx",) * len(found[2].trials)]
    )


def test_those_who_wait_are_all_let_go(odd: Callable[..., None], tmp_path: Path) -> None:
    odd(ctranslate2="sleeps")
    tried = trials(tmp_path / "devices.json")
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(tried.of, "cuda") for _number in range(2)]
        until(lambda: tried._child, "a child")
        tried.close()
        for one in waiting:
            with pytest.raises(Interrupted):
                one.result(10)


def test_closed_ones_try_nothing_more(odd: Callable[..., None], tmp_path: Path) -> None:
    odd()
    tried = trials(tmp_path / "devices.json")
    tried.close()
    with pytest.raises(Interrupted):
        tried.of("cuda")
    assert not (tmp_path / "devices.json").exists()
