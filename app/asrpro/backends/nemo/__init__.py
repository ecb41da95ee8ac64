"""Parakeet and Canary on NeMo, NVIDIA's own library, from its .nemo archives."""

from __future__ import annotations

from asrpro.backends.nemo.loading import DEVICES, FITTING, PRECISIONS, TITLE, load
from asrpro.domain import Backend

BACKEND = Backend(
    name="nemo",
    title=TITLE,
    needs=("nemo", "torch", "lightning", "omegaconf", "lhotse", "sentencepiece"),
    extra="nemo",
    devices=DEVICES,
    precisions=PRECISIONS,
    load=load,
    formats=lambda _file, device: FITTING.get(device, ()),
)
