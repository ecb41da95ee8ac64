"""What libraries say of devices, as recorded, in words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import environments
from asrpro.errors import AppError, ModelDamaged, Unsupported
from asrpro.runtime.remedies import advised, remedy
from asrpro.shortage import lacks_memory

if TYPE_CHECKING:
    from pathlib import Path

SAID = {
    "Library libcublas.so.12 is not found or cannot be loaded": (
        "cuBLAS 12 is not installed",
        '-m pip install "ctranslate2>=4.8.5" "nvidia-cublas-cu12>=12.4"',
    ),
    "Library cublas64_12.dll is not found or cannot be loaded": (
        "cuBLAS 12 is not installed",
        '-m pip install "ctranslate2>=4.8.5" "nvidia-cublas-cu12>=12.4"',
    ),
    "Unable to load any of {libcudnn_ops.so.9.1.0, libcudnn_ops.so.9.1, libcudnn_ops.so.9, libcudnn_ops.so}": (
        "cuDNN 9 is not installed",
        '"nvidia-cudnn-cu12==9.*"',
    ),
    "Could not locate cudnn_ops64_9.dll. Please make sure it is in your library path!": (
        "cuDNN 9 is not installed",
        '"nvidia-cudnn-cu12==9.*"',
    ),
    "libcublasLt.so.13: cannot open shared object file: No such file or directory": (
        "cuBLAS 13 is not installed",
        f'"{sys.executable}" -m pip install nvidia-cublas',
    ),
    "libcufft.so.11: cannot open shared object file: No such file or directory": (
        "cuFFT 11 is not installed",
        f'"{sys.executable}" -m pip install nvidia-cufft-cu12',
    ),
    "CUDA failed with error CUDA driver version is insufficient for CUDA runtime version": (
        "its driver is too old, or was renewed without a restart",
        "newest driver",
    ),
    "CUDA failed with error no CUDA-capable device is detected": ("there is none", "nvidia-smi"),
    "NVML Shared Library Not Found": ("there is none", "nvidia-smi"),
    "CUDA failed with error out of memory": ("its memory is too small or in use", "smaller model"),
    "CUBLAS_STATUS_ALLOC_FAILED": ("its memory is too small or in use", "smaller model"),
    "CUDA error 209: no kernel image is available for execution on the device": ("too old or too new", ""),
    "this ONNX Runtime has no CUDAExecutionProvider": ("made without it", "asrpro engines add onnx-cuda"),
    "this ONNX Runtime has no OpenVINOExecutionProvider": (
        "made without it",
        "asrpro engines add onnx-openvino" if sys.platform == "linux" else "",
    ),
    "this ONNX Runtime has no DmlExecutionProvider": (
        "made without it",
        "asrpro engines add onnx-directml" if sys.platform == "win32" else "",
    ),
    "this ONNX Runtime has no CoreMLExecutionProvider": ("made without it", ""),
    "crashed (-11)": ("crashed (-11)", ""),
    "no answer in 30 s": ("no answer in 30 s", ""),
}


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_has_a_meaning(said: str) -> None:
    reason, todo = SAID[said]
    meant = remedy(said)
    assert reason in meant.reason
    assert todo in meant.todo
    assert bool(todo) is bool(meant.todo)
    assert not meant.reason.endswith(".")
    assert lacks_memory(said) is ("memory is too small" in meant.reason)


def test_words_that_are_not_known_are_kept_short_and_on_one_line() -> None:
    assert remedy("some\nodd  thing.").reason == "some odd thing"
    assert len(remedy("x" * 1000).reason) < 300


def test_what_an_environment_lacks_is_added_to_that_one(home: Path) -> None:
    said = "libcudnn.so.9: cannot open shared object file: No such file or directory"
    assert remedy(said, "onnxruntime").todo == "Add it: asrpro engines add onnx-cuda"
    python = home / "data" / "engines" / "onnx-cuda" / "abc" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (python.parents[2] / environments.COMPLETE).write_text('{"folder": "abc"}')
    again = "asrpro engines remove onnx-cuda && asrpro engines add onnx-cuda"
    assert remedy(said, "onnxruntime").todo == f"Add it: {again}"


def test_an_error_of_a_device_says_what_helps() -> None:
    error = Unsupported("The GPU cannot be used: Library libcublas.so.12 is not found.", "Set device.name to cpu.")
    told = advised(error, "")
    assert str(told).endswith('-m pip install "ctranslate2>=4.8.5" "nvidia-cublas-cu12>=12.4"\nSet device.name to cpu.')
    for other in (Unsupported("This machine cannot compute in int3.", "Set it."), ModelDamaged("libcublas.so.12")):
        same: AppError = advised(other, "")
        assert same is other
