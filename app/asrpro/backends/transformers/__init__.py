"""Whisper, Parakeet, Canary, Moonshine, Qwen3-ASR and Voxtral on PyTorch, through Hugging Face's transformers."""

from __future__ import annotations

from asrpro.backends.transformers.loading import DEVICES, FITTING, PRECISIONS, TITLE, load
from asrpro.domain import Backend

BACKEND = Backend(
    name="transformers",
    title=TITLE,
    needs=("transformers", "torch", "tokenizers", "safetensors", "librosa", "mistral_common"),
    extra="transformers",
    devices=DEVICES,
    precisions=PRECISIONS,
    load=load,
    formats=lambda _folder, device: FITTING.get(device, ()),
)
