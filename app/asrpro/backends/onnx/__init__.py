"""Whisper, Parakeet, Canary, GigaAM and others on ONNX Runtime, through onnx-asr."""

from __future__ import annotations

from asrpro.backends.onnx.formats import stored, told
from asrpro.backends.onnx.loading import load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="onnx",
    title=_("ONNX Runtime"),
    needs=("onnx_asr", "onnxruntime"),
    extra="",
    devices=("cuda", "coreml", "directml", "webgpu", "openvino", "cpu"),
    load=load,
    stored=stored,
    formats=told,
)
