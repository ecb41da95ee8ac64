"""Streaming transducers, Paraformer, SenseVoice and others through sherpa-onnx."""

from __future__ import annotations

from asrpro.backends.sherpa_onnx.loading import formats, load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="sherpa_onnx",
    title=_("sherpa-onnx"),
    needs=("sherpa_onnx",),
    extra="sherpa",
    devices=("cpu",),
    load=load,
    formats=formats,
)
