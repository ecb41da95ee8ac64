"""What ONNX Runtime computes with on each device, and how its sessions are told."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from asrpro import packages
from asrpro.i18n import _

if TYPE_CHECKING:
    from onnxruntime import SessionOptions

PROVIDERS: Final = {
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    "webgpu": "WebGpuExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
"""What ONNX Runtime calls what computes on each device."""
PLUGINS: Final = {"webgpu": "onnxruntime_ep_webgpu"}
"""The packages of those that ONNX Runtime is not made with but shown."""


def offered(device: str) -> bool:
    """Whether ONNX Runtime as it is installed has what a device needs."""
    import onnxruntime

    if device in PLUGINS:
        return not packages.absent([PLUGINS[device]])
    return PROVIDERS[device] in onnxruntime.get_available_providers()


def told(options: SessionOptions, device: str) -> dict[str, Any]:
    """What sessions are made with to compute on a device, as arguments of InferenceSession.

    A plugin's devices go into the options, beside which no names may be given.

    Raises:
        RuntimeError: the plugin finds nothing here that it can compute on.
        Exception: whatever ONNX Runtime makes of a plugin that it cannot load.
    """
    if device not in PLUGINS:
        return {"sess_options": options, "providers": list(dict.fromkeys((PROVIDERS[device], PROVIDERS["cpu"])))}
    import onnxruntime

    def seen() -> list[Any]:
        return [one for one in onnxruntime.get_ep_devices() if one.ep_name == PROVIDERS[device]]

    found = seen()
    if not found:
        _show(device)
        found = seen()
    if not found:
        raise RuntimeError(_("it finds no graphics card that it can use"))
    options.add_provider_for_devices(found[:1], {})  # more than one is refused
    return {"sess_options": options}


@cache
def _show(device: str) -> None:
    """Have ONNX Runtime load a plugin, which it does once in a process."""
    import onnxruntime

    plugin = importlib.import_module(PLUGINS[device])
    onnxruntime.register_execution_provider_library(device, plugin.get_library_path())
