"""Whisper on CTranslate2 through faster-whisper."""

from __future__ import annotations

from asrpro.backends.faster_whisper.loading import DEVICES, FITTING, load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="faster_whisper",
    title=_("faster-whisper"),
    needs=("faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub", "tqdm"),
    extra="",
    devices=DEVICES,
    load=load,
    formats=lambda _folder, device: FITTING.get(device, ()),
    precisions=("float16", "bfloat16", "int8_float16", "int8", "float32", "auto"),
)
